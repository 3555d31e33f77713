"""Evaluation of questions whose article is left out, or is looked for in a folder."""

from collections.abc import Mapping

from index.values import Document, document_id
from qa.evaluate import (
    Dataset,
    Ground,
    Paragraph,
    Question,
    evaluate_corpus,
    ground_in_documents,
    ground_in_paragraphs,
    outside,
)
from qa.evaluate.judging.ground_truth import GoldPlace
from tests.qa.evaluate.scripted import (
    DATASET,
    DOCUMENTS,
    KHAN,
    NOISE,
    NOISES,
    OTHER,
    J,
    K,
    N,
    ScriptedBot,
    answer,
    cite,
    corpus_bot,
    document,
    measured,
)

# Which questions are drawn is a fact about their ids and texts, written down here.
LEFT_OUT = Dataset(
    "halves",
    (Paragraph("Khan", KHAN), Paragraph("Jochi", OTHER), Paragraph("Khan", "Khan ruled.")),
    tuple(
        Question(str(number), f"Question {number}?", (), paragraph)
        for number, paragraph in enumerate((0, 1, 2, 0, 1, 2, 0, 1))
    ),
)


DRAWN = {"0", "1", "3", "4", "5", "7"}


def left_out_bot(documents: Mapping[str, Document] = DOCUMENTS) -> ScriptedBot:
    texts = [question.text for question in LEFT_OUT.questions]
    return ScriptedBot(
        documents, {text: answer(text) for text in texts}, {text: [N.id] for text in texts}
    )


def test_left_out_questions_are_asked_of_exactly_the_other_articles() -> None:
    bot = left_out_bot()
    ground = ground_in_paragraphs(LEFT_OUT, [NOISES])
    evaluate_corpus(bot, LEFT_OUT, ground, leave_out=True, progress=False)
    more = document_id("Khan ruled.")
    others = {0: [J.id, N.id], 1: sorted([K.id, more, N.id]), 2: [J.id, N.id]}
    # Not only the paragraph that answers is left out, but the whole article.
    assert [
        (text, documents and sorted(documents), least) for text, documents, least in bot.asked
    ] == [
        (question.text, sorted(others[question.paragraph]), 0.0)
        if question.id in DRAWN
        else (question.text, None, 0.0)
        for question in LEFT_OUT.questions
    ]
    assert [text for text, _ in bot.searched] == [
        question.text for question in LEFT_OUT.questions if question.id not in DRAWN
    ]


def test_a_folders_document_is_left_out_if_it_holds_any_of_the_article() -> None:
    book = document(f"Preface.\n\n{KHAN}\n\n{OTHER}")
    part = document("Once Khan ruled. He ruled long.")
    ground = ground_in_documents(LEFT_OUT, [book, part, N])
    assert outside(LEFT_OUT, ground) == {"Khan": [N.id], "Jochi": [part.id, N.id]}


def test_the_half_that_is_left_out_depends_on_ids_and_texts_alone() -> None:
    questions = tuple(Question(f"q{i}", f"What is {i}?", (), 0) for i in range(1000))

    def drawn(questions: tuple[Question, ...]) -> set[str]:
        texts = [question.text for question in questions]
        bot = ScriptedBot({}, {text: answer(text) for text in texts}, {text: [] for text in texts})
        data = Dataset("d", LEFT_OUT.paragraphs, questions)
        ground = ground_in_paragraphs(data)
        evaluate_corpus(bot, data, ground, leave_out=True, progress=False)
        return {text for text, documents, _ in bot.asked if documents is not None}

    half = drawn(questions)
    assert 400 < len(half) < 600
    assert drawn(questions[::-1]) == half
    assert drawn(questions[:100]) == half & {question.text for question in questions[:100]}


def test_a_folder_is_ground_where_it_holds_the_paragraph() -> None:
    book = document(f"Preface in 1206.\n\n{KHAN}\n\nEnd.")
    ground = ground_in_documents(DATASET, [N, book])
    place = GoldPlace(book.id, len("Preface in 1206.\n\n"), len(KHAN))
    assert ground == Ground({N.id: NOISE, book.id: book.text}, ((place,), ()))

    bot = ScriptedBot(
        {N.id: N, book.id: book},
        {
            "When khan?": answer("When khan?", cite(book, "Khan in 1206", "1206")),
            "Who became Khan?": answer("Who became Khan?", cite(book, "Preface", "Preface")),
            "When Jochi?": answer("When Jochi?"),
            "Who shot?": answer("Who shot?"),
        },
        {question.text: [N.id, book.id] for question in DATASET.questions},
    )
    metrics = measured(evaluate_corpus(bot, DATASET, ground, progress=False))
    assert metrics["recall@1"] == 0.0
    assert metrics["recall@5"] == 1.0  # of the two questions whose paragraph is in the folder
    assert metrics["mrr"] == 1 / 2
    assert metrics["citation_position"] == 1.0  # the offset is moved to the paragraph's place
    assert metrics["exact_match"] == 2 / 4


def test_a_folder_without_the_paragraphs_is_judged_by_answers_alone() -> None:
    bot = corpus_bot()
    ground = ground_in_documents(DATASET, [N])
    metrics = measured(evaluate_corpus(bot, DATASET, ground, progress=False))
    assert metrics["has_answer_exact_match"] == 2 / 3
    assert not {"recall@1", "mrr", "ndcg@10", "reranked_recall@1", "citation_position"} & set(
        metrics
    )
