import threading
import time

from index.platform import foreground as module
from index.platform.foreground import foreground, give_way


def seconds_of(call):
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def test_background_work_waits_for_questions_and_not_without(monkeypatch):
    monkeypatch.setattr(module, "_LONGEST_WAIT", 20.0)
    assert seconds_of(give_way) < 5
    waiting = threading.Thread(target=give_way)
    with foreground(), foreground():
        waiting.start()
        waiting.join(0.1)
        assert waiting.is_alive()
    waiting.join(10)
    assert not waiting.is_alive()


def test_background_work_goes_on_by_steps_however_many_questions_come(monkeypatch):
    monkeypatch.setattr(module, "_LONGEST_WAIT", 0.05)
    with foreground():
        assert 0.04 < seconds_of(give_way) < 5


def test_a_question_that_fails_holds_nobody_up():
    try:
        with foreground():
            raise ValueError
    except ValueError:
        pass
    assert module._waiting == 0
