"""Changes to people and desks: each with its audit event."""

from apps.accounts.services.desks import (
    DeskInUse,
    DeskRefusal,
    DesksReport,
    close_desk,
    import_desks,
    move_people,
    reopen_desk,
)
from apps.accounts.services.people import (
    EmailTaken,
    OwnRights,
    PersonFacts,
    accept_terms,
    change_person,
    create_user,
    forget_account,
    invite_person,
    reactivate_person,
    renew_invitation,
    set_display,
    suspend_person,
)

__all__ = [
    "DeskInUse",
    "DeskRefusal",
    "DesksReport",
    "EmailTaken",
    "OwnRights",
    "PersonFacts",
    "accept_terms",
    "change_person",
    "close_desk",
    "create_user",
    "forget_account",
    "import_desks",
    "invite_person",
    "move_people",
    "renew_invitation",
    "reactivate_person",
    "reopen_desk",
    "set_display",
    "suspend_person",
]
