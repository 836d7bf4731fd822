"""An installation that can sign certificates, as those of the certificates' own tests."""

from tests.ratings.certificates.conftest import authority, authority_folder

__all__ = ["authority", "authority_folder"]
