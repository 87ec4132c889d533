"""How hard a text is to read: the Flesch-Kincaid grade, as a reading age in British terms.

Own code, because the packages that count the same bring a dictionary of a hundred megabytes or a
language toolkit along. The formula is of Kincaid and others (1975), in the public domain:
0.39 * words / sentences + 11.8 * syllables / words - 15.59 is a grade of American schools, whose
first is for children of 6, so a reading age is the grade and 5 years.

A number, with its sign, commas, decimals and per cent, counts as one word of one syllable: a
reader takes in 46.4% at a glance, and spelling it out would measure arithmetic and not words.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

YEARS_BEFORE_GRADE_0 = 5
WORD = re.compile(r"[£+-]?\d[\d,./:–-]*\d?%?(?:st|nd|rd|th)?|[A-Za-zÀ-ÿ]+(?:[’'][A-Za-z]+)*")
# A full stop ends a sentence only where a space and a capital, a figure or a quotation follow.
END = re.compile(r"(?<=[.!?])[”\")]*\s+(?=[“\"(]?[A-Z0-9])")
VOWELS = re.compile(r"[aeiouyà-ÿ]+")
# An e that is not heard: at the end, or before an ending that begins with a consonant.
SILENT_E = re.compile(
    r"(?<=[^aeiou])e$|(?<=[^aeioudt])e(?=d$)|(?<=[^aeiouscgxzh])e(?=s$)"
    r"|(?<=[aeiouy][^aeiouy])e(?=(?:ly|ment|ments|ful|less|fore|thing|times|one)$)"
)
HEARD_LE = re.compile(r"(?<=[^aeiouyl])le(?:s|d)?$")
# Two vowels that are heard apart: vari-ation, sci-ence, peri-od, re-al is not, cre-ate, are-a.
APART = re.compile(
    r"i(?=a(?!l)|al(?:$|i|s)|en[ct]|o(?!n|us)|um)|(?<=cr)e(?=at(?!u))|e(?=a$|as$)|u(?=al|ou)|i(?=ous)"
    r"|(?<=[aeiouy])(?=ing$)|i(?=et)|y(?=a)"
)
JOINED = re.compile(
    r"(?<=[a-z][ct])i(?=a|o|en)"
)  # spe-cial, na-tion, pa-tient: one syllable after all
UNLIKE = {"business": 2, "real": 1, "being": 2, "create": 2, "people": 2}


@dataclass(frozen=True)
class Measured:
    """Counts of a text; `reading_age` in years."""

    sentences: int
    words: int
    syllables: int

    @property
    def grade(self) -> float:
        """The Flesch-Kincaid grade."""
        per_sentence, per_word = self.words / self.sentences, self.syllables / self.words
        return 0.39 * per_sentence + 11.8 * per_word - 15.59

    @property
    def ease(self) -> float:
        """Flesch's reading ease: 100 is very easy, 0 very hard."""
        return 206.835 - 1.015 * self.words / self.sentences - 84.6 * self.syllables / self.words

    @property
    def reading_age(self) -> float:
        """The age at which a child at an English school reads such a text."""
        return self.grade + YEARS_BEFORE_GRADE_0


def words_of(text: str) -> list[str]:
    """The words and numbers of a text; a word with a hyphen is two."""
    return WORD.findall(text)


def syllables(word: str) -> int:
    """The syllables of an English word by its vowels; 1 for a number or an abbreviation."""
    if word[0] in "£+-" or word[0].isdigit() or re.search(r"[A-Z].*[A-Z]", word):
        return 1
    plain = word.lower().replace("’", "'").removesuffix("'s").replace("qu", "kw")
    if plain in UNLIKE:
        return UNLIKE[plain]
    plain = HEARD_LE.sub("il", plain)
    plain = JOINED.sub("", SILENT_E.sub("", plain))
    return max(len(VOWELS.findall(APART.sub(lambda found: f"{found.group()}-", plain))), 1)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text. A colon or semicolon ends none."""
    return [part for part in END.split(" ".join(text.split())) if words_of(part)]


def measure(sentences: Iterable[str]) -> Measured:
    """Sentences counted together."""
    kept = [words for sentence in sentences if (words := words_of(sentence))]
    return Measured(
        sentences=len(kept),
        words=sum(len(words) for words in kept),
        syllables=sum(syllables(word) for words in kept for word in words),
    )
