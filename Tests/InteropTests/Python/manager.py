"""A manager of nost-tools as its users write one: the plan stands in the configuration.

manager.py CONFIGURATION.yaml

Prints a line of JSON at each change of its mode.
"""
import json
import sys

from nost_tools import ConnectionConfig, Manager, Simulator
from nost_tools.observer import PropertyChangeCallback

from own_thread import SubscribesOnOwnThread


class SteadyManager(SubscribesOnOwnThread, Manager):
    """The library's manager, with subscriptions that hold."""


def main():
    config = ConnectionConfig("guest", "guest", yaml_file=sys.argv[1])
    manager = SteadyManager()
    manager.simulator.add_observer(PropertyChangeCallback(
        Simulator.PROPERTY_MODE, lambda _, mode: print(json.dumps({"event": "mode", "mode": mode.value}), flush=True)))
    manager.start_up(config.rc.simulation_configuration.execution_parameters.general.prefix, config)
    # It goes on in threads of its own, which outlast this one.
    manager.execute_test_plan()


if __name__ == "__main__":
    main()
