"""Questions to cited answers.

from qa import Chatbot

with Chatbot.from_folder("seeds") as bot:
    answer = bot.ask("Why was the visit announced in advance?")
    print(answer.text, answer.citations[0].start, answer.citations[0].end)
"""

from index.loaders.limits import Limits
from index.values import Document
from qa.answer import Alternative, Answer, Citation
from qa.chatbot import Chatbot
from qa.conversation import Conversation
from qa.question import QuestionError
from qa.retriever import Hit

__all__ = [
    "Alternative",
    "Answer",
    "Chatbot",
    "Citation",
    "Conversation",
    "Document",
    "Hit",
    "Limits",
    "QuestionError",
]
