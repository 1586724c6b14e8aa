"""Which language a message is in, told by letters and by small words: Russian, Chechen, both, English, or another."""

import re
from collections.abc import Sequence

from waystation.hotline.triage.words import Word

RUSSIAN, CHECHEN, MIXED, ENGLISH, OTHER = "ru", "ce", "mixed", "en", "other"
LOOKED_AT = 400  # words


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Letters side by side that Chechen has and Russian has not; a palochka stands for its several spellings already.
_CHECHEN_LETTERS = re.compile("ӏ|аь|оь|уь|юь|яь|хь|къ|гӏ|кх")
# Only words that are not also Russian ones: not со, а, да, ваша, дела.
_CHECHEN = _set(
    """ду ву ю бу дац вац яц бац дара вара яра бара суна хуьна шуна цунна царна сан тхан шун цуьнан церан соьга
    хьоьга шуьга цуьнга доьху боху аьлла элира хилла хила хир дукха дика цхьа иза амма ткъа нагахь кхин юха деза
    баркалла маршалла маршал хуьлда реза нохчийн мотт йиша леш нана"""
)
_RUSSIAN = _set(
    """я мы вы он она они его ее их меня мне нас нам вас вам что как где когда если или но не из за для от по под в у
    к о это все всё уже есть был была было быть сегодня вчера завтра там тут здесь можно надо нужно помогите"""
)
_ENGLISH = _set(
    """the i im my me is are am was were to of and a an in on at it they he she we you your not no do dont have has
    will with for from this that be been if what how can please help who him her his their them us or but so hi
    hello thank thanks yes there here"""
)
_TRANSLITERATED = _set(
    """ya menya mne mnoy mi my vy vas vam ne net da chto cto kak gde i v na s u ot po za oni on ona eto uje uzhe ochen
    esli no ili dlya pomogite pojaluysta spasibo privet zdravstvuyte segodnya zavtra vchera doma brat otec mama
    nado nuzhno nujno est vse tut tam hochu mogu"""
)
SMALL_WORDS = (_RUSSIAN | _ENGLISH | _CHECHEN) - frozenset(
    ["помогите", "help", "thank", "thanks", "hello", "hi", "баркалла", "маршалла", "леш"]
)
_LATIN_OF_OTHERS = re.compile("[¿¡à-öø-ÿœıșțğşčžšćłąężßñ]")
_UKRAINIAN = re.compile("[їєґ]")


def is_latin(listed: Sequence[Word]) -> bool:
    """Whether most words are in Latin letters."""
    return _many(listed, "a", "z") > _many(listed, "Ѐ", "ӿ")


def _many(listed: Sequence[Word], first: str, last: str) -> int:
    return sum(1 for word in listed[:LOOKED_AT] if first <= word.key[:1] <= last)


def language_of(text: str, listed: Sequence[Word], english: int = 0, russian: int = 0) -> str:
    """The language of a folded text and its words. `english` and `russian`: how many words of the rules' it has."""
    looked_at = listed[:LOOKED_AT]
    if is_latin(looked_at):
        return _in_latin(text, looked_at, english, russian)
    cyrillic = _many(looked_at, "Ѐ", "ӿ")
    if not cyrillic:
        return OTHER if any(letter.isalpha() for letter in text[:2000]) else RUSSIAN
    return _in_cyrillic(text, looked_at, cyrillic)


def _in_cyrillic(text: str, listed: Sequence[Word], cyrillic: int) -> str:
    if _UKRAINIAN.search(text):
        return OTHER
    chechen = sum(1 for word in listed if word.key in _CHECHEN or _CHECHEN_LETTERS.search(word.key))
    if not chechen:
        return RUSSIAN
    russian = any(word.key in _RUSSIAN for word in listed)
    return MIXED if russian or 3 * chechen < cyrillic else CHECHEN


def _in_latin(text: str, listed: Sequence[Word], english: int, russian: int) -> str:
    english += sum(1 for word in listed if word.key in _ENGLISH)
    russian += sum(1 for word in listed if word.key in _TRANSLITERATED)
    foreign = len(_LATIN_OF_OTHERS.findall(text[:2000])) > 1
    if foreign or 5 * max(english, russian) < len(listed) > 3:
        return OTHER
    return RUSSIAN if russian > english else ENGLISH
