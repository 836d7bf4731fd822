"""Runs and what they said of each firm, cases and decisions, certificates, and amended figures of the rulebooks."""

from ratings.models.assessment import BrakeRelease, DistrictCount, Outcome, Run, Standing
from ratings.models.calendar import OfficialDay, OfficialYear
from ratings.models.casework import Case, CaseAct, CaseEvidence, CaseFile, CaseFreeze, Decision, Defence, Letter
from ratings.models.certificates import Certificate, CertificateExport, CertificateStatus, ExportedCertificate
from ratings.models.certification import Application, ClockStop, Examination, Examiner, FinancialStatement, ScoreLine
from ratings.models.objection import Objection
from ratings.models.rectification import Milestone, RectificationCase
from ratings.models.regulation import FigureAmendment
from ratings.models.reminders import Reminder, ReminderMail
from ratings.models.repair import RepairApplication, RepairExclusion, RepairOutlook
from ratings.models.review import Review, WatchFinding
from ratings.models.succession import Succession, SuccessionPart
from ratings.models.suspension import SuspensionOrder

__all__ = [
    "Application",
    "BrakeRelease",
    "Case",
    "CaseAct",
    "CaseEvidence",
    "CaseFile",
    "CaseFreeze",
    "Certificate",
    "CertificateExport",
    "CertificateStatus",
    "ClockStop",
    "Decision",
    "Defence",
    "DistrictCount",
    "Examination",
    "Examiner",
    "ExportedCertificate",
    "FigureAmendment",
    "FinancialStatement",
    "Letter",
    "Milestone",
    "Objection",
    "OfficialDay",
    "OfficialYear",
    "Outcome",
    "RectificationCase",
    "Reminder",
    "ReminderMail",
    "RepairApplication",
    "RepairExclusion",
    "RepairOutlook",
    "Review",
    "Run",
    "ScoreLine",
    "Standing",
    "Succession",
    "SuccessionPart",
    "SuspensionOrder",
    "WatchFinding",
]
