"""Hears every message of a test run over AMQP and prints each as a line of JSON, with what the models make of it.

observer.py CONFIGURATION.yaml

The first line, {"event": "listening"}, says that nothing is missed from there on.
"""
import datetime
import json
import signal
import sys
import threading

from nost_tools import Application, ConnectionConfig, schemas
from pydantic import BaseModel, ValidationError

import downlink_messages
from own_thread import SubscribesOnOwnThread

NAME = "observer"
COMMANDS = {
    "init": schemas.InitCommand,
    "start": schemas.StartCommand,
    "stop": schemas.StopCommand,
    "update": schemas.UpdateCommand,
    "freeze": schemas.FreezeCommand,
    "resume": schemas.ResumeCommand,
}
OF_ANYONE = {
    "status.ready": schemas.ReadyStatus,
    "status.mode": schemas.ModeStatus,
    "status.time": schemas.TimeStatus,
    "request.freeze": schemas.FreezeRequest,
    "request.resume": schemas.ResumeRequest,
    "request.update": schemas.UpdateRequest,
}


def say(line):
    print(json.dumps(line), flush=True)


def model_of(app, leaf):
    if app == "manager" and leaf in COMMANDS:
        return COMMANDS[leaf]
    return (
        OF_ANYONE.get(leaf)
        or downlink_messages.STATUSES.get(leaf)
        or downlink_messages.MODELS.get((app, leaf))
    )


def naive_times(message):
    """The members of a decoded message that are times without a zone: pydantic takes them, and comparing fails."""
    found = []
    for name in type(message).model_fields:
        value = getattr(message, name)
        if isinstance(value, BaseModel):
            found += naive_times(value)
        elif isinstance(value, datetime.datetime) and value.tzinfo is None:
            found.append(name)
    return found


def fault_of(model, body):
    """Why a message does not decode, or None."""
    if model is None:
        return "no model"
    try:
        naive = naive_times(model.model_validate_json(body))
    except ValidationError as error:
        return str(error)
    return f"no zone: {', '.join(naive)}" if naive else None


class Observer(SubscribesOnOwnThread, Application):
    def __init__(self):
        super().__init__(NAME)
        self.hears_itself = threading.Event()

    def observe(self, prefix, config):
        self.start_up(prefix, config, set_offset=False)
        self.add_message_callback("*", "#", self.on_message)
        while not self.hears_itself.wait(0.1):
            self.send_message(NAME, "hello", "{}")
        say({"event": "listening"})

    def on_message(self, channel, method, properties, body):
        _, app, leaf = method.routing_key.split(".", 2)
        if app == NAME:
            self.hears_itself.set()
            return
        model = model_of(app, leaf)
        try:
            payload = json.loads(body)
        except ValueError:
            payload = None
        say({
            "app": app,
            "leaf": leaf.replace(".", "/"),
            "model": model and model.__name__,
            "fault": fault_of(model, body),
            "payload": payload,
            "text": body.decode("utf-8", "replace"),
        })


def main():
    config = ConnectionConfig("guest", "guest", yaml_file=sys.argv[1])
    Observer().observe(config.rc.simulation_configuration.execution_parameters.general.prefix, config)
    signal.pause()


if __name__ == "__main__":
    main()
