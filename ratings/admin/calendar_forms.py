"""Forms of the working calendar. They only read what was typed; services decide."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin_base import NativeDate
from ratings.casework.official_list import Span
from ratings.models import OfficialDay

TEXT_LIMIT = 300
ROWS = 18  # a year has some seven holidays and as many weekend days worked
MOST_ROWS = 60
KINDS = (("off", gettext_lazy("off")), ("worked", gettext_lazy("worked")))


class SpanForm(forms.Form):
    """A row of the notice: a day or a range, off or worked, and for what."""

    first = forms.DateField(label=gettext_lazy("First day"), widget=NativeDate)
    last = forms.DateField(label=gettext_lazy("Last day"), widget=NativeDate, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Off or worked"), choices=KINDS, initial="off")
    occasion = forms.ChoiceField(
        label=gettext_lazy("Occasion"), choices=[("", gettext_lazy("Choose")), *OfficialDay.Occasion.choices]
    )

    def span(self) -> Span:
        """What was typed; one day when there is no last one."""
        typed = self.cleaned_data
        return Span(typed["first"], typed["last"] or typed["first"], typed["kind"] == "worked", typed["occasion"])


class SpanRows(forms.BaseFormSet):
    """The rows of a list. Each field of the table is named by its row and column."""

    def add_fields(self, form: SpanForm, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            label = _("Row %(number)s: %(field)s") % {"number": (index or 0) + 1, "field": field.label}
            field.widget.attrs["aria-label"] = label

    def spans(self) -> list[Span]:
        """The rows that were filled."""
        return [form.span() for form in self.forms if form.has_changed()]

    def problems(self) -> list[tuple[str, Any, Any]]:
        """Each error with the id and the name of its field, as the summary on top takes them."""
        found: list[tuple[str, Any, Any]] = [("", "", text) for text in self.non_form_errors()]
        for form in self.forms:
            for name, errors in form.errors.items():
                label = form.fields[name].widget.attrs["aria-label"]
                found += [(form[name].id_for_label, label, text) for text in errors]
        return found


def span_rows(data: Any = None, spans: list[Span] | None = None) -> SpanRows:
    """The rows as typed, or filled with how the year is listed already."""
    filled = [
        {"first": span.first, "last": span.last, "kind": "worked" if span.working else "off", "occasion": span.occasion}
        for span in spans or []
    ]
    extra = max(ROWS - len(filled), 4)
    rows = forms.formset_factory(SpanForm, formset=SpanRows, extra=extra, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
    return cast(SpanRows, rows(data, initial=filled, prefix="rows"))


class ListForm(forms.Form):
    """Where the list comes from, and why it is entered."""

    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=TEXT_LIMIT,
        help_text=gettext_lazy("The State Council's notice with its number and day, as another person can find it."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 2}))
