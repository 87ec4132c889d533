"""The measure of reading age, against what others published and words counted by hand."""

import re

import pytest

from tests.readability import Measured, measure, sentences_of, syllables, words_of

# Published with Flesch's reading ease (encyclopaedia article on the Flesch-Kincaid tests).
CAT = "The cat sat on the mat."
PASSAGE = "This sentence, taken as a reading passage unto itself, is being used to prove a point."


def test_published_examples() -> None:
    assert measure(sentences_of(CAT)).ease == pytest.approx(116, abs=0.5)
    assert measure(sentences_of(PASSAGE)).ease == pytest.approx(69, abs=0.5)
    # The Australian platypus is seemingly a hybrid of a mammal and reptilian creature: the
    # article counts 13 words and 24 syllables.
    assert Measured(1, 13, 24).ease == pytest.approx(37.5, abs=0.1)


def test_the_grade_by_its_published_formula() -> None:
    assert Measured(1, 6, 6).grade == pytest.approx(-1.45)
    # 100 words, 5 sentences, 150 syllables: 0.39 * 20 + 11.8 * 1.5 - 15.59
    found = Measured(5, 100, 150)
    assert found.grade == pytest.approx(9.91)
    assert found.reading_age == pytest.approx(14.91)


BY_HAND = """
cat 1 the 1 created 3 social 2 variation 4 national 3 education 4 authority 4 authorities 4
statistical 4 neighbours 2 figure 2 figures 2 published 2 completed 3 assessments 3
referral 3 excluded 3 exclusions 3 indicator 4 intervention 4 level 2 target 2 council 2
children 2 issued 2 plans 1 weeks 1 quarter 2 comparator 4 comparators 4 period 3 periods 3
illustrative 4 provisional 4 derived 2 median 3 mean 1 people 2 table 2 whole 1 rate 1
rates 1 used 1 judged 1 ranges 2 services 3 places 2 being 2 area 3 areas 3 idea 3 region 2
reason 2 previous 3 before 2 measured 2 wanted 2 called 1 reached 1 based 1 likely 2 value 2
values 2 actual 3 annual 3 quiet 2 client 2 experience 4 special 2 initial 3 official 3
real 1 year 1 denominator 5 numerator 4 calculated 4 create 2 little 2 single 2 while 1
rule 1 going 2 something 2 sometimes 2 business 2 notes 1 includes 2 closes 2 changes 2
worse 1 worsened 2 improved 2 moved 1 shown 1 suppressed 2 counted 2 available 4 comparable 4
accessible 4 website 2 statement 2 page 1 pages 2 council's 2
"""


@pytest.mark.parametrize("entry", re.findall(r"\S+ \d", BY_HAND))
def test_syllables_as_counted_by_hand(entry: str) -> None:
    word, number = entry.split()
    assert syllables(word) == int(number)


@pytest.mark.parametrize(
    "text", ["46.4%", "-0.038", "10,000", "2025-26", "£1,200", "43rd", "DfE's"]
)
def test_a_number_and_an_abbreviation_are_one_word_of_one_syllable(text: str) -> None:
    assert words_of(text) == [text]
    assert syllables(text) == 1


def test_sentences_end_at_full_stops_only() -> None:
    text = "It rose to 53.9% in 2024. That is better: by 1.2 points. “Good.” 43rd of 151."
    assert len(sentences_of(text)) == 4
    assert sentences_of("-- . --") == []


def test_harder_words_and_longer_sentences_read_older() -> None:
    plain = "More plans came late. The council must act."
    hard = "Notwithstanding considerable organisational improvements, timeliness deteriorated."
    assert measure(sentences_of(plain)).reading_age < 9 < measure(sentences_of(hard)).reading_age
