"""Closed lists of the pipeline: every way an answer ends, every check, every kind of passage."""

from enum import StrEnum


class AnswerStatus(StrEnum):
    """Every way an answer stands or ends. `queued` and `running` are the only unfinished ones."""

    QUEUED = "queued"
    RUNNING = "running"
    ANSWERED = "answered"
    ANSWERED_PARTIALLY = "answered_partially"
    NEEDS_FACTS = "needs_facts"
    ABSTAINED_NO_SHEET = "abstained_no_sheet"
    ABSTAINED_OUT_OF_SCOPE = "abstained_out_of_scope"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"

    @property
    def is_declined(self) -> bool:
        return self.value.startswith("abstained_")

    @property
    def is_final(self) -> bool:
        return self not in (AnswerStatus.QUEUED, AnswerStatus.RUNNING)


class DegradedReason(StrEnum):
    """Why the extractive drafter answered instead of the model."""

    NO_MODEL = "no_model"
    MODEL_DOWN = "model_down"
    MODEL_SLOW = "model_slow"
    MODEL_REFUSED = "model_refused"
    MODEL_INVALID = "model_invalid"
    CHECKS_FAILED = "checks_failed"
    DESK_LIMIT = "desk_limit"
    DAILY_LIMIT = "daily_limit"


class CheckStatus(StrEnum):
    """What checking found for one sentence."""

    SUPPORTED = "supported"
    TO_CHECK = "to_check"
    UNSUPPORTED = "unsupported"


class PassageKind(StrEnum):
    """What a passage of a sheet is about."""

    INTRO = "intro"
    CONDITIONS = "conditions"
    PAPERS = "papers"
    COST = "cost"
    DELAY = "delay"
    PROCEDURE = "procedure"
    WHERE = "where"
    ONLINE_SERVICE = "online_service"
    REFERENCE = "reference"
    OTHER = "other"


class Section(StrEnum):
    """The parts of a draft, in the order in which they are shown (PRODUCT C-06)."""

    SUMMARY = "summary"
    CONDITIONS = "conditions"
    PAPERS = "papers"
    COST = "cost"
    DELAY = "delay"
    WHERE = "where"
    ONLINE = "online"
    TO_CONFIRM = "to_confirm"


class Operator(StrEnum):
    """The operators of France Services (PRODUCT E), and `other` for the rest of the State."""

    CAF = "caf"
    CPAM = "cpam"
    CARSAT = "carsat"
    FRANCE_TRAVAIL = "france_travail"
    DGFIP = "dgfip"
    MSA = "msa"
    LA_POSTE = "la_poste"
    ANTS = "ants"
    JUSTICE = "justice"
    URSSAF = "urssaf"
    CHEQUE_ENERGIE = "cheque_energie"
    FRANCE_RENOV = "france_renov"
    OTHER = "other"


OPERATOR_NAMES: dict[Operator, str] = {
    Operator.CAF: "Caf",
    Operator.CPAM: "Assurance Maladie (CPAM)",
    Operator.CARSAT: "Assurance retraite (Carsat)",
    Operator.FRANCE_TRAVAIL: "France Travail",
    Operator.DGFIP: "Impôts (DGFiP)",
    Operator.MSA: "MSA",
    Operator.LA_POSTE: "La Poste",
    Operator.ANTS: "France Titres (ANTS)",
    Operator.JUSTICE: "Ministère de la Justice",
    Operator.URSSAF: "Urssaf",
    Operator.CHEQUE_ENERGIE: "Chèque énergie",
    Operator.FRANCE_RENOV: "France Rénov’ (Anah)",
    Operator.OTHER: "Autre administration",
}


class MaskKind(StrEnum):
    """Kinds of personal data; the value is what stands in the mark, as in ⟦NIR_1⟧."""

    PERSON = "PERSONNE"
    ADDRESS = "ADRESSE"
    NIR = "NIR"
    PHONE = "TELEPHONE"
    EMAIL = "EMAIL"
    IBAN = "IBAN"
    TAX_NUMBER = "NUM_FISCAL"
    CAF_NUMBER = "NUM_ALLOCATAIRE"
    FRANCE_TRAVAIL_NUMBER = "ID_FRANCE_TRAVAIL"
    IDENTITY_PAPER = "NUM_PIECE"
    PLATE = "IMMATRICULATION"
    BIRTH_DATE = "DATE_NAISSANCE"
    PAYMENT_CARD = "CARTE_BANCAIRE"
    FILE_NUMBER = "NUM_DOSSIER"


class DrafterName(StrEnum):
    """Who wrote the draft."""

    EXTRACTIVE = "extractive"
    LLM = "llm"


class ProblemKind(StrEnum):
    """What is wrong with a span of a sentence."""

    FIGURE_ABSENT = "figure_absent"
    CONTACT_ABSENT = "contact_absent"
    NO_CITATION = "no_citation"
    UNKNOWN_CITATION = "unknown_citation"
    WORDING_ABSENT = "wording_absent"
    CONCLUDES_ON_A_RIGHT = "concludes_on_a_right"
