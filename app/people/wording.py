from app.base.wording import N_, Labels
from app.people.contact_forms import ChannelKind, Principal
from app.people.sessions import NoticeKind

LABELS: Labels = {
    ChannelKind: {
        ChannelKind.MESSAGE_1177: N_("message at 1177.se"),
        ChannelKind.UNIT_PAGE_1177: N_("the unit's page at 1177.se"),
        ChannelKind.PHONE: N_("phone"),
        ChannelKind.ONLINE_BOOKING: N_("online booking"),
        ChannelKind.LETTER: N_("letter"),
        ChannelKind.VIDEO: N_("video call"),
        ChannelKind.VISIT: N_("visit"),
        ChannelKind.HOME_VISIT: N_("home visit"),
        ChannelKind.GROUP: N_("group"),
        ChannelKind.CHAT: N_("chat"),
        ChannelKind.TEXT_MESSAGE: N_("text message (SMS)"),
        ChannelKind.PUSH: N_("notification on the phone"),
        ChannelKind.SELF_MONITORING: N_("self-monitoring"),
        ChannelKind.THROUGH_RELATIVE: N_("through somebody close to me"),
        ChannelKind.OTHER: N_("in another way"),
    },
    Principal: {
        Principal.REGION: N_("the region"),
        Principal.MUNICIPALITY: N_("the municipality"),
        Principal.PRIVATE: N_("a private care provider"),
        Principal.OTHER: N_("somebody else"),
    },
    NoticeKind: {
        NoticeKind.DEVICE_ADDED: N_("Signed in somewhere new"),
        NoticeKind.PASSKEY_ADDED: N_("A passkey was made"),
        NoticeKind.PASSKEY_REMOVED: N_("A passkey was removed"),
        NoticeKind.ENDED_BY_STAFF: N_("Staff ended all your sign-ins and removed your passkeys"),
        NoticeKind.CALENDAR_MADE: N_("An address was made where a calendar reads your times"),
    },
}
