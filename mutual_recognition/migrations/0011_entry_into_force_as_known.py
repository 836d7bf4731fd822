"""The entry into force, too, may be known to the month or the year only; what is recorded so far is known to the day."""

from django.db import migrations, models


def fill(apps, schema_editor):
    for name in ("Partner", "HistoricalPartner"):
        model = apps.get_model("mutual_recognition", name)
        for day in set(model.objects.exclude(implemented_on=None).order_by().values_list("implemented_on", flat=True)):
            rows = model.objects.filter(implemented_on=day)
            rows.update(implemented_as_known=day.isoformat(), implemented_first=day)


class Migration(migrations.Migration):

    dependencies = [
        ('mutual_recognition', '0010_partner_list_columns'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalpartner',
            name='implemented_as_known',
            field=models.CharField(blank=True, max_length=10, verbose_name='in force from'),
        ),
        migrations.AddField(
            model_name='historicalpartner',
            name='implemented_first',
            field=models.DateField(blank=True, null=True, verbose_name='in force from, first possible day'),
        ),
        migrations.AddField(
            model_name='partner',
            name='implemented_as_known',
            field=models.CharField(blank=True, max_length=10, verbose_name='in force from'),
        ),
        migrations.AddField(
            model_name='partner',
            name='implemented_first',
            field=models.DateField(blank=True, null=True, verbose_name='in force from, first possible day'),
        ),
        migrations.AlterField(
            model_name='historicalpartner',
            name='history_change_reason',
            field=models.CharField(max_length=300, null=True),
        ),
        migrations.AlterField(
            model_name='historicalpartner',
            name='implemented_on',
            field=models.DateField(blank=True, null=True, verbose_name='in force from, last possible day'),
        ),
        migrations.AlterField(
            model_name='partner',
            name='implemented_on',
            field=models.DateField(blank=True, null=True, verbose_name='in force from, last possible day'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('implemented_as_known', ''), ('implemented_first', None), ('implemented_on', None)), models.Q(('implemented_first__isnull', False), ('implemented_on__gte', models.F('implemented_first'))), _connector='OR'), name='entry_into_force_has_both_bounds'),
        ),
    ]
