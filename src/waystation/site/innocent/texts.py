"""What people ask in an innocent view. Nothing in it is anybody's, and nobody is harmed by its being read.

Everybody can read it here: who knows these words knows an innocent view by them. The page where one is set up says so.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """All that is told in one language. A first message is one of each of `asks`, joined."""

    colleagues: tuple[str, ...]
    names: tuple[str, ...]
    asks: tuple[tuple[str, ...], ...]
    calls: tuple[str, ...]
    answers: tuple[str, ...]
    thanks: tuple[str, ...]
    next_steps: tuple[str, ...]
    notes: tuple[str, ...]
    places: tuple[str, ...]
    helpers: tuple[str, ...]
    consent: str


RU = Words(
    colleagues=("Аня", "Марк", "Юля", "Павел", "Соня", "Глеб"),
    names=("Т.", "Сосед", "Р.", "Апрель", "Без имени", "К.", "Студент", "Н. Н.", "Мама двоих", ""),
    asks=(
        (
            "Здравствуйте.",
            "Добрый день.",
            "Извините, что пишу ночью.",
            "Мне дали ваш адрес знакомые.",
            "Не знаю, туда ли пишу.",
            "Прочитал про вас в группе.",
        ),
        (
            "Меня уволили одним днём и не отдают трудовую.",
            "Хозяйка квартиры подняла цену и требует съехать до конца месяца.",
            "После развода остались долги, которые я не брал.",
            "Сын учится в другом городе, там его не прописывают в общежитие.",
            "Отец не отпускает меня учиться и забрал паспорт.",
            "Мне нужна консультация психолога, платно я не потяну.",
            "Родители не разговаривают со мной второй месяц.",
            "Хочу переехать к сестре, но не знаю, с чего начать с документами.",
            "Бывший муж приходит к дому и стоит под окнами.",
            "Мне отказали в приёме у врача, потому что нет полиса.",
            "Банк заблокировал карту, а зарплата только туда.",
        ),
        (
            "Куда с этим идти?",
            "Есть ли у вас юрист, который ответит письменно?",
            "Подскажите, пожалуйста, кто этим занимается.",
            "Можно ли это решить без суда?",
            "Буду рада любому совету.",
            "Если это не к вам, простите.",
        ),
    ),
    calls=(
        "Звонила женщина, спрашивала про бесплатного юриста. Дала телефон приёмной, перезвонит, если не возьмут.",
        "Мужчина средних лет, долги по кредитам. Объяснил, какие бумаги собрать.",
        "Студентка, ищет психолога. Записала на следующую неделю.",
    ),
    answers=(
        "Здравствуйте! Спасибо, что написали. Сначала соберите все бумаги, какие у вас есть, и напишите, какого они "
        "числа. Сроки у таких дел короткие.",
        "Добрый день. Да, это к нам. Юрист отвечает письменно в течение трёх дней. Что именно вам сказали и кто?",
        "Спасибо за доверие. Важнее всего, чтобы вам было где ночевать и с кем поговорить. Есть ли такой человек?",
        "Здравствуйте. Мы этим не занимаемся сами, но знаем, кто занимается. Пришлём адрес, как только они подтвердят.",
    ),
    thanks=(
        "Спасибо большое, попробую так и сделать.",
        "Поняла, бумаги соберу к пятнице.",
        "Ходила туда, сказали прийти ещё раз. Подожду.",
        "Пока без новостей.",
    ),
    next_steps=(
        "Спросить у юриста, что с ответом",
        "Напомнить про документы",
        "Записать к психологу",
        "Узнать про общежитие",
        "Написать ещё раз, как дела",
        "Позвонить в приёмную",
    ),
    notes=(
        "Разговаривали сорок минут, стало спокойнее. Договорились на следующую неделю.",
        "Документы в порядке, не хватает одной справки.",
        "Просит писать только днём.",
        "Помогли знакомые, просит пока ничего не делать.",
    ),
    places=("Казань", "Самара", "Пермь", "Общественная приёмная"),
    helpers=("Юрист", "Психолог"),
    consent="в переписке",
)

EN = Words(
    colleagues=("Kim", "Robin", "Jo", "Martin", "Sasha", "Vera"),
    names=("T.", "A neighbour", "R.", "April", "No name", "K.", "A student", "N. N.", "Mother of two", ""),
    asks=(
        (
            "Hello.",
            "Good afternoon.",
            "Sorry to write at night.",
            "Friends gave me your address.",
            "I am not sure whether this is the right place.",
            "I read about you in a group.",
        ),
        (
            "I was dismissed from one day to the next and they keep my papers.",
            "The landlady raised the rent and wants us out by the end of the month.",
            "After the divorce I was left with debts that I never made.",
            "My son studies in another town and gets no room there.",
            "My father will not let me study and has taken my passport.",
            "I need to talk to a psychologist and cannot pay for one.",
            "My parents have not spoken to me for two months.",
            "I want to move to my sister's and do not know where to begin with the papers.",
            "My former husband comes to the house and stands below the windows.",
            "The doctor would not see me because I have no insurance card.",
            "The bank has blocked my card and my wages go there.",
        ),
        (
            "Where do I go with this?",
            "Do you have a lawyer who answers in writing?",
            "Please tell me who deals with such things.",
            "Can this be settled without a court?",
            "I would be glad of any advice.",
            "If this is not for you, please excuse me.",
        ),
    ),
    calls=(
        "A woman called about a free lawyer. Gave her the number of the office; she calls again if they do not answer.",
        "A middle-aged man with debts from loans. Explained which papers to collect.",
        "A student who looks for a psychologist. Put her down for next week.",
    ),
    answers=(
        "Hello, and thank you for writing. First collect all the papers you have and write to us of "
        "which day they are. The time limits in such matters are short.",
        "Good afternoon. Yes, this is for us. The lawyer answers in writing within three days. What were you told, and "
        "by whom?",
        "Thank you for your trust. What matters most is a place to sleep and somebody to talk to. Is there anybody?",
        "Hello. We do not do this ourselves but know who does. We will send the address as soon as they confirm.",
    ),
    thanks=(
        "Thank you very much, I will try that.",
        "I see. I will have the papers by Friday.",
        "I went there and was told to come again. I will wait.",
        "No news so far.",
    ),
    next_steps=(
        "Ask the lawyer about the answer",
        "Remind them of the papers",
        "Make an appointment with the psychologist",
        "Ask about the students' house",
        "Write again, ask how it is",
        "Call the office",
    ),
    notes=(
        "We talked for forty minutes, calmer now. Next talk in a week.",
        "The papers are in order, one certificate is missing.",
        "Please write during the day only.",
        "Friends have helped; asks us to do nothing for now.",
    ),
    places=("Kazan", "Samara", "Perm", "Public advice office"),
    helpers=("Lawyer", "Psychologist"),
    consent="in the thread",
)

BY_LANGUAGE = {"ru": RU, "ce": RU, "en": EN}
