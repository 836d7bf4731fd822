"""The pages of each kind of case: its forms, the services that they call, and how a case of the kind is opened."""
