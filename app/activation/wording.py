from app.activation.content import IdentityCheck
from app.base.wording import N_, Labels

LABELS: Labels = {
    IdentityCheck: {
        IdentityCheck.ID_DOCUMENT: N_("They are here and have shown an identity document"),
        IdentityCheck.REGISTERED_ADDRESS: N_(
            "The letter goes to the address in the population register"
        ),
        IdentityCheck.CALLED_BACK: N_("I called them on the number in the record and asked"),
    },
}
