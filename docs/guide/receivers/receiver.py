"""Receives Folio's webhooks. WEBHOOK_SECRET is the endpoint's secret (whsec_...), PORT where to listen on 127.0.0.1."""
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks.webhooks import Webhook

webhook = Webhook(os.environ["WEBHOOK_SECRET"])
handled = set()  # a table with a unique column, in a real application
BODY_MAX_BYTES = 1_048_576


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        size = int(self.headers.get("content-length", 0))
        if size > BODY_MAX_BYTES:
            return self.answer(413)
        raw = self.rfile.read(size).decode("utf-8")  # verify what arrived, not what a parser made of it
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            event = webhook.verify(raw, headers)
        except Exception:  # the library raises more than its own error on a header that is no signature
            return self.answer(400)
        if headers["webhook-id"] not in handled:
            print("handled", event["type"], flush=True)
        handled.add(headers["webhook-id"])
        return self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Receiver)
print("listening", flush=True)
server.serve_forever()
