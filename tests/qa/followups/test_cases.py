"""Conversations over a small folder with the shipped reader: each later turn has its own answer."""

import pytest

from qa import Chatbot

pytestmark = [pytest.mark.model, pytest.mark.slow]

MUSEUM = """The Brill Museum of Clocks

The Brill Museum was founded in 1888 by the watchmaker Anton Brill. It moved to the old mill in \
1952.

Admission costs 9 crowns for adults and 4 crowns for children. The museum is closed in January.

The director is Dr. Ines Marlow. Before her, Tom Vesely led the museum for eleven years.
"""
HARBOUR = """Harbour rules of Kelmouth

The harbour master is Greta Sorn, who took office on 1 April 2019. Her deputy is Paul Idris.

The fuel pier sells diesel, petrol and two-stroke oil. It does not sell gas bottles. The fuel \
pier is open from 08:00 to 18:30 every day except Tuesday.

The landlord repairs the roof of the boat house. The tenant repairs broken windows.
"""
POLICY = """Travel policy of the Orrin company, valid from 1 January {year}

The daily allowance is {sum} crowns. Expenses must be filed within 30 days.
"""


HANDBOOK = """Tenancy handbook

A member gives eight weeks' notice in writing. The deposit of £450 is paid back within 28 days.

Permits for motorcycles cost £35 a year and are issued by the caretaker. A member whose permit is \
refused may appeal to the housing committee within 14 days.

New pumps for Alder Court would cost £27,000. A grant from the county could cover a third of them.

The member replaces light bulbs and fuses. The co-operative replaces worn locks.
"""


@pytest.fixture(scope="module")
def bot():
    texts = [
        ("museum", MUSEUM), ("harbour", HARBOUR), ("handbook", HANDBOOK),
        ("policy 2023", POLICY.format(year=2023, sum=32)),
        ("policy 2025", POLICY.format(year=2025, sum=41)),
    ]  # fmt: skip
    with Chatbot.from_texts(texts, progress=False) as bot:
        yield bot


@pytest.mark.parametrize(
    "talk",
    [
        (("Who founded the Brill Museum?", "Anton Brill"), ("When?", "1888"),
         ("Who is the director?", "Ines Marlow")),
        (("How much is admission for adults?", "9 crowns"), ("And for children?", "4 crowns")),
        (("What is the daily allowance in 2025?", "41 crowns"), ("And in 2023?", "32 crowns")),
        (("When is the fuel pier open?", "08:00"), ("What does it sell?", "diesel, petrol")),
        (("Who repairs the roof of the boat house?", "landlord"), ("And the windows?", "tenant")),
        (("How much is a permit for a motorcycle?", "£35"), ("What if mine is refused?", "appeal")),
        (("What would new pumps for Alder Court cost?", "£27,000"),
         ("Could a grant pay for them?", "a third")),
        (("Who replaces light bulbs?", "member"), ("And locks?", "co-operative")),
        (("Who is the harbour master?", "Greta Sorn"), ("And her deputy?", "Paul Idris")),
    ],
)  # fmt: skip
def test_each_turn_of_a_conversation_is_answered(bot, talk):
    chat = bot.conversation()
    for question, expected in talk:
        answer = chat.ask(question)
        assert expected in answer.text, (question, answer.asked_as, answer.kind)
        for citation in answer.citations:
            assert citation.text == citation.document.text[citation.start : citation.end]
