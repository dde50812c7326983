"""A TCP proxy between clients and a server that does to them what bad networks do.

Each connection has a fate, drawn from a deck so that every kind comes. Most fates come true at a DATA frame of HTTP/2, after some that went through:
so that short calls meet them too, and "cut in a frame" is certain to be that.

    calm          nothing but the end of its life
    delayed       every piece waits, by a mean with jitter
    sliced        pieces of a few bytes
    throttled     some KiB a second
    dropped       both sides are closed or reset between two frames
    cut_in_frame  a frame's first half goes through, then both sides are closed or reset
    deaf_server   from a frame on nothing reaches the server any more, though nobody closes
    deaf_client   the same the other way

Besides, outages of the whole network: refused (connections are reset, new ones too) or silent (nothing moves, nothing closes; what was under way
arrives afterwards, as TCP would send it again).
"""
import asyncio
import collections
import random
import socket
import struct
import threading

KINDS = ("calm", "delayed", "sliced", "throttled", "dropped", "cut_in_frame", "deaf_server", "deaf_client")
DEAF = ("deaf_server", "deaf_client")
# They count where they come true: not every connection has as many frames.
BREAKING = ("dropped", "cut_in_frame", *DEAF)
PREFACE_BYTES = 24
HEADER_BYTES = 9
DATA = 0
# So many pieces of a chunk at most, then the rest.
MAX_SLICES = 100


class Frames:
    """Follows the HTTP/2 frames of one direction."""

    def __init__(self, preface):
        self.skip = PREFACE_BYTES if preface else 0
        self.header = b""
        self.data_frames = 0

    def middle_of_data(self, chunk, after):
        """(where the first DATA frame behind `after` ones begins, where its middle is), as far as the chunk goes; None: there is none in it.

        The beginning is told as 0 where it stood in an earlier chunk.
        """
        found = None
        at = 0
        while at < len(chunk):
            if self.skip > 0:
                step = min(self.skip, len(chunk) - at)
                self.skip -= step
                at += step
                continue
            take = min(HEADER_BYTES - len(self.header), len(chunk) - at)
            self.header += chunk[at:at + take]
            at += take
            if len(self.header) == HEADER_BYTES:
                length, kind = int.from_bytes(self.header[:3], "big"), self.header[3]
                self.header = b""
                self.skip = length
                if kind == DATA and length > 1:
                    self.data_frames += 1
                    if self.data_frames > after and found is None:
                        found = max(at - HEADER_BYTES, 0), min(at + length // 2, len(chunk))
        return found


class Connection:
    def __init__(self, proxy, kind, seed, client):
        self.proxy = proxy
        self.kind = kind
        self.rng = random.Random(seed)
        self.client_reader, self.client_writer = client
        self.server_writer = None
        self.deaf = False
        self.frames_before = self.rng.choice([0, 0, 1, 2, 4, 10, 30])
        self.hits_server = self.rng.random() < 0.5 if kind not in DEAF else kind == "deaf_server"
        self.mean_delay = self.rng.uniform(0.005, 0.1)
        self.bytes_per_second = self.rng.uniform(2_000, 50_000)
        self.with_reset = self.rng.random() < 0.5
        self.life = self.rng.uniform(5, 40)

    async def run(self):
        try:
            host, port = self.proxy.target().rsplit(":", 1)
            server_reader, self.server_writer = await asyncio.open_connection(host, int(port))
        except OSError:
            self.end()
            return
        for writer in (self.client_writer, self.server_writer):
            writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.kind not in BREAKING:
            self.proxy.happened[self.kind] += 1
        pumps = [asyncio.ensure_future(self.pump(True, self.client_reader, self.server_writer)),
                 asyncio.ensure_future(self.pump(False, server_reader, self.client_writer))]
        # Who is deaf stays so until the other side finds out.
        await asyncio.wait(pumps, timeout=None if self.kind in DEAF or self.proxy.is_healed else self.life)
        self.end()
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)

    def end(self):
        for writer in (self.client_writer, self.server_writer):
            if writer is None:
                continue
            if self.with_reset:
                try:
                    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                except OSError:
                    pass
                writer.transport.abort()
            else:
                writer.close()

    async def pump(self, to_server, reader, writer):
        frames = Frames(preface=to_server)
        try:
            while chunk := await reader.read(1 << 16):
                await self.proxy.flowing.wait()
                place = frames.middle_of_data(chunk, self.frames_before) if to_server == self.hits_server else None
                if self.deaf and to_server == self.hits_server:
                    continue
                if place is not None and self.kind == "dropped":
                    await self.send(writer, chunk[:place[0]])
                    self.proxy.happened[self.kind] += 1
                    self.end()
                    return
                if place is not None and self.kind == "cut_in_frame":
                    await self.send(writer, chunk[:place[1]])
                    self.proxy.happened[self.kind] += 1
                    self.end()
                    return
                if place is not None and self.kind in DEAF:
                    self.deaf = True
                    self.proxy.happened[self.kind] += 1
                    continue
                await self.send(writer, chunk)
            if not (self.deaf and to_server == self.hits_server) and not writer.is_closing():
                writer.write_eof()
                # The other direction ends by its own side.
                await asyncio.sleep(1)
        except OSError:
            pass

    async def send(self, writer, chunk):
        if writer.is_closing():
            raise ConnectionResetError
        if self.kind == "delayed":
            await asyncio.sleep(self.rng.uniform(0, 2 * self.mean_delay))
        elif self.kind == "throttled":
            await asyncio.sleep(len(chunk) / self.bytes_per_second)
        if self.kind == "sliced":
            for _ in range(MAX_SLICES):
                if not chunk:
                    break
                size = self.rng.randint(1, 40)
                writer.write(chunk[:size])
                chunk = chunk[size:]
                await asyncio.sleep(0)
                if writer.is_closing():
                    raise ConnectionResetError
        writer.write(chunk)
        await writer.drain()


class FaultyProxy:
    """Listens on loopback in a thread of its own. It is calm until trouble() is called. `target` tells the server's address of the moment."""

    def __init__(self, target, seed):
        self.target = target
        self.rng = random.Random(f"{seed}/proxy")
        self.happened = collections.Counter()
        self.is_healed = True
        self.refusing = False
        self.number = 0
        self.deck = []
        self.open = set()
        self.loop = asyncio.new_event_loop()
        started = threading.Event()
        self.thread = threading.Thread(target=self._serve, args=(started,))
        self.thread.start()
        started.wait()

    def _serve(self, started):
        asyncio.set_event_loop(self.loop)

        async def begin():
            self.flowing = asyncio.Event()
            self.flowing.set()
            self.server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
            self.address = f"127.0.0.1:{self.server.sockets[0].getsockname()[1]}"
        self.loop.run_until_complete(begin())
        started.set()
        self.loop.run_forever()

    async def _accept(self, reader, writer):
        if self.refusing:
            writer.transport.abort()
            return
        self.number += 1
        connection = Connection(self, self._draw(), f"{self.number}/{self.rng.random()}", (reader, writer))
        self.open.add(connection)
        try:
            await connection.run()
        finally:
            self.open.discard(connection)

    def _draw(self):
        if self.is_healed:
            return "calm"
        if not self.deck:
            # Calls are short, and a clerk who never gets through shows little.
            self.deck = list(KINDS) + ["calm", "calm"]
            self.rng.shuffle(self.deck)
        return self.deck.pop()

    def _call(self, function):
        done = threading.Event()

        def run():
            function()
            done.set()
        self.loop.call_soon_threadsafe(run)
        done.wait()

    def trouble(self):
        def run():
            self.is_healed = False
        self._call(run)

    def begin_outage(self, silent):
        def run():
            self.happened["silent outage" if silent else "refused outage"] += 1
            if silent:
                self.flowing.clear()
            else:
                self.refusing = True
                for connection in list(self.open):
                    connection.end()
        self._call(run)

    def end_outage(self):
        def run():
            self.refusing = False
            self.flowing.set()
        self._call(run)

    def deafen(self, kind):
        """What is open now is deaf, as `kind` of DEAF says."""
        def run():
            for connection in self.open:
                connection.kind, connection.hits_server, connection.deaf = kind, kind == "deaf_server", True
        self._call(run)

    def heal(self):
        """From now on the network is good. Who is deaf stays so: its client must find out by itself."""
        def run():
            self.refusing = False
            self.flowing.set()
            self.is_healed = True
            for connection in list(self.open):
                if connection.kind not in DEAF:
                    connection.end()
        self._call(run)

    def close(self):
        async def end():
            self.server.close()
            for connection in list(self.open):
                connection.end()
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        asyncio.run_coroutine_threadsafe(end(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()
