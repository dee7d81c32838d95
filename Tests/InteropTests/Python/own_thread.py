"""Subscriptions of nost-tools that cannot be lost.

nost-tools 3.6.0 declares and binds its queues on the caller's thread, while another reads the server's replies; a
channel of pika 1.4 is made for one thread. A reply that is read between the sending of a request and the note that one
is waited for leaves the channel waiting for ever: such an application is connected and hears nothing.
"""
import threading

# For a connection that ends meanwhile, whose thread then does no more.
PATIENCE_S = 60


class SubscribesOnOwnThread:
    """Mixed in before an application of nost-tools: its subscriptions are made on its connection's thread."""

    def add_message_callback(self, app_name, app_topic, user_callback):
        subscribe = super().add_message_callback
        if threading.current_thread() is self._io_thread:
            subscribe(app_name, app_topic, user_callback)
            return
        faults = []
        done = threading.Event()

        def subscribe_here():
            try:
                subscribe(app_name, app_topic, user_callback)
            except Exception as fault:
                faults.append(fault)
            done.set()

        self.connection.ioloop.add_callback_threadsafe(subscribe_here)
        if not done.wait(PATIENCE_S):
            raise TimeoutError(f"{app_name}/{app_topic} was not subscribed to within {PATIENCE_S} s")
        if faults:
            raise faults[0]
