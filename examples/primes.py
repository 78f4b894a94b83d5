"""An end point behind HTTP, with Python's standard library alone: finds the primes below endPointParams.below.

python3 primes.py [port] prints its address and serves until it is stopped. Port 0 is a free one; 8790 where none is given.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def is_prime(number):
    if number < 2:
        return False
    divisor = 2
    while divisor * divisor <= number:
        if number % divisor == 0:
            return False
        divisor += 1
    return True


def work(request):
    """One pass: the next batchSize numbers. What it returns is what it gets back as previousResult."""
    params = request["endPointParams"]
    previous = request.get("previousResult", {"next": 0, "found": 0})
    end = min(previous["next"] + params["batchSize"], params["below"])
    found = previous["found"] + sum(is_prime(number) for number in range(previous["next"], end))
    complete = end == params["below"]
    result = {"complete": complete, "next": end, "found": found, "progress": {"progressPercent": 100 * end / params["below"]}}
    if complete:
        result["finalResult"] = {"summary": f"{found} primes below {end}"}
    return result


class EndPoint(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        try:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            status, answer = 200, work(request)
        except (KeyError, TypeError, ValueError) as error:
            # 400 fails the job at once, and no repeat is made: the parameters are wrong.
            status, answer = 400, {"error": type(error).__name__}
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8790), EndPoint)
    print(f"http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()
