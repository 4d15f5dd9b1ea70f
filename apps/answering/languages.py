"""Languages into which a text handed over may be translated."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """`code` is a BCP 47 tag, `french` the name that prompts and screens use, `own` its own."""

    code: str
    french: str
    own: str
    is_rtl: bool = False

    @property
    def direction(self) -> str:
        return "rtl" if self.is_rtl else "ltr"


LANGUAGES = {
    language.code: language
    for language in (
        Language("ar", "arabe", "العربية", is_rtl=True),
        Language("de", "allemand", "Deutsch"),
        Language("en", "anglais", "English"),
        Language("es", "espagnol", "Español"),
        Language("fa", "persan", "فارسی", is_rtl=True),
        Language("it", "italien", "Italiano"),
        Language("ps", "pachto", "پښتو", is_rtl=True),
        Language("pt", "portugais", "Português"),
        Language("ro", "roumain", "Română"),
        Language("ru", "russe", "Русский"),
        Language("tr", "turc", "Türkçe"),
        Language("uk", "ukrainien", "Українська"),
        Language("zh", "chinois", "中文"),
    )
}
