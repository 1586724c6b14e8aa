"""What an amount of money is: a finite decimal number above zero, with no more places than its currency has. Pure."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from waystation.casework.errors import Refused
from waystation.evacuation.money import wording

MOST = Decimal(10) ** 12
"""Nobody has so much. What is larger is a mistake, and would take the sums beyond what a decimal number holds."""
RATE_PLACES = 12

# ISO 4217 list one, active codes of money that is paid with; how many places each has is 2 where nothing else is said.
_CODES = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
    CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ
    GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR
    LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN
    PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB
    TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(_CODES.split())
_WITHOUT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_WITHOUT_PLACES = frozenset(_WITHOUT.split())
_WITH_THREE = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))

Sums = Mapping[str, Decimal]


def places(currency: str) -> int:
    """How many places after the point a currency has."""
    return 0 if currency in _WITHOUT_PLACES else 3 if currency in _WITH_THREE else 2


def check_currency(currency: str) -> str:
    """Raises Refused for what is no currency."""
    if currency not in CURRENCIES:
        raise Refused([wording.NO_CURRENCY])
    return currency


def amount(value: Decimal, currency: str) -> Decimal:
    """An amount above zero, with the places of its currency. Raises Refused."""
    found = counted(value, currency)
    if found <= 0:
        raise Refused([wording.NO_AMOUNT])
    return found


def counted(value: Decimal, currency: str) -> Decimal:
    """What somebody counted, which may be nothing. Raises Refused."""
    check_currency(currency)
    # is_finite first: to compare what is no number raises.
    if not isinstance(value, Decimal) or not value.is_finite() or value < 0:
        raise Refused([wording.NO_AMOUNT])
    if value > MOST:
        raise Refused([wording.TOO_MUCH])
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > places(currency):
        raise Refused([wording.TOO_FINE])
    return abs(value).quantize(Decimal(1).scaleb(-places(currency)))  # abs: of -0


def rate(value: Decimal) -> Decimal:
    """A rate of exchange. Raises Refused."""
    if not isinstance(value, Decimal) or not value.is_finite() or not Decimal(10) ** -RATE_PLACES <= value <= MOST:
        raise Refused([wording.NO_RATE])
    return value


def add(pairs: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """Amounts by currency, in the order of the codes, without what comes to nothing."""
    sums: dict[str, Decimal] = {}
    for currency, value in pairs:
        sums[currency] = sums.get(currency, Decimal(0)) + value
    return {currency: value for currency, value in sorted(sums.items()) if value}


def said(value: Decimal, currency: str) -> str:
    """An amount as it stands on pages: 12 345.60 EUR, with no-break spaces (SI brochure, 5.4.4)."""
    return f"{value:,.{places(currency)}f}".replace(",", "\u00a0") + f"\u00a0{currency}"
