"""A managed application of nost-tools that does nothing but follow its manager, and say how.

application.py CONFIGURATION.yaml NAME [REQUESTS]

REQUESTS is a JSON list of what to ask of the manager, and from which scenario time on:
[{"at": TIME, "freeze": TIME, "seconds": 2}, {"at": TIME, "update": TIME, "scale": 120}].
Prints a line of JSON for {"event": "listening"}, each step's time, and each change of its mode, scale and duration.
"""
import datetime
import json
import signal
import sys
import threading

from nost_tools import ConnectionConfig, ManagedApplication, Observer, Simulator

from own_thread import SubscribesOnOwnThread


def say(**line):
    print(json.dumps(line, default=str), flush=True)


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


class Application(SubscribesOnOwnThread, ManagedApplication):
    """The library's managed application, with subscriptions that hold."""


class Commentary(Observer):
    """Says what the simulator does, in the order in which it does it."""

    def on_change(self, source, property_name, old_value, new_value):
        value = getattr(new_value, "value", new_value)
        say(event=property_name, old=getattr(old_value, "value", old_value), new=value)


class Requests(Observer):
    """Asks the manager for what is due."""

    def __init__(self, app, requests):
        self.app = app
        self.requests = requests

    def on_change(self, source, property_name, old_value, new_value):
        if property_name != Simulator.PROPERTY_TIME:
            return
        while self.requests and instant(self.requests[0]["at"]) <= new_value:
            request = self.requests.pop(0)
            say(event="request", request=request)
            if "freeze" in request:
                self.app.request_freeze(
                    datetime.timedelta(seconds=request["seconds"]), instant(request["freeze"]))
            else:
                self.app.request_update(request["scale"], instant(request["update"]))


def main():
    path, name = sys.argv[1:3]
    requests = json.loads(sys.argv[3]) if len(sys.argv) > 3 else []
    config = ConnectionConfig("guest", "guest", yaml_file=path)
    prefix = config.rc.simulation_configuration.execution_parameters.general.prefix
    app = Application(name)
    app.simulator.add_observer(Commentary())
    app.simulator.add_observer(Requests(app, requests))
    app.start_up(prefix, config)
    # Its own word comes back once its queues are bound, those of the commands before.
    hears_itself = threading.Event()
    app.add_message_callback(name, "hello", lambda *_: hears_itself.set())
    while not hears_itself.wait(0.1):
        app.send_message(name, "hello", "{}")
    say(event="listening")
    signal.pause()


if __name__ == "__main__":
    main()
