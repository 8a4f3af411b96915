using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.DeskServer;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The client that sleeps as soon as its server has had its say, and the desk server, in virtual time on a path with a delay.</summary>
    public class DeskServerQueueEndToEndTests
    {
        private const int LifetimeSeconds = 600;
        private const long SleepMilliseconds = (LifetimeSeconds - 93) * 1000;
        private const long DelayMilliseconds = 60;
        private const int Cycles = 100;
        private const int RequestsACycle = 3;
        private const int MaxWaitMilliseconds = 10000;

        // On their way: when they arrive, whether at the server, and what.
        private readonly PriorityQueue<(bool IsForServer, byte[] Bytes), (long At, int Order)> _path = new();
        private readonly List<long> _wakes = new();
        private DeskServerManualTime _time;
        private DeskServerTestChannel _channel;
        private LwM2mServer _server;
        private FakeTransport _transport;
        private LwM2mClient _client;
        private long _now;
        private int _order;
        private int _lost;
        private volatile int _sent;

        [SetUp]
        public void Start()
        {
            _time = new DeskServerManualTime();
            _channel = new DeskServerTestChannel();
            _server = new LwM2mServer(_channel, _time);
            _channel.Device = message =>
            {
                Post(false, message.ToBytes());
                _sent++;
                return null;
            };
            ClientFixture fixture = new("coap://server.example", LifetimeSeconds);
            _transport = new FakeTransport();
            _client = new LwM2mClient(Hex.Ascii("sleeper"), fixture.Security, fixture.Server, _transport, new FakeRandom(), null);
            _client.Add(fixture.Device);
            _client.AwakeMilliseconds = LwM2mClient.Drained;
            _client.Start(0);
        }

        [TearDown]
        public async Task Stop() => await _server.DisposeAsync();

        // Asked long after the device fell asleep, or when the server takes it for awake still, and the request is lost.
        [TestCase(200000, 0)]
        [TestCase(10000, 1)]
        [TestCase(1000, 1)]
        public async Task No_request_is_missed(long askedAfter, int lostEachCycle)
        {
            Run(10000);
            Assert.That(_client.State, Is.EqualTo(RegistrationState.Asleep));
            Assert.That(_server.Registrations.Find("sleeper").IsQueueMode, Is.True);
            Run(SleepMilliseconds);
            for (int i = 0; i < Cycles; i++)
            {
                // It has been asleep for less than 10 s.
                RunUntil(() => _client.State == RegistrationState.Asleep);
                _lost = 0;
                _wakes.Clear();
                Run(askedAfter);
                Task<DeviceAnswer>[] reads = Enumerable.Range(0, RequestsACycle).Select(_ => _server.ReadAsync("sleeper", "/3/0/0")).ToArray();
                RunUntil(() => _client.State != RegistrationState.Asleep);
                RunUntil(() => _client.State == RegistrationState.Asleep);
                DeviceAnswer[] answers = await Task.WhenAll(reads).WaitAsync(TimeSpan.FromMilliseconds(MaxWaitMilliseconds));

                Assert.That(answers.All(a => a.IsSuccess), Is.True, $"cycle {i}: {string.Join<DeviceAnswer>(", ", answers)}");
                Assert.That(_wakes, Has.Count.EqualTo(1), "all in one window");
                Assert.That(_lost, lostEachCycle == 0 ? Is.Zero : Is.Positive);
            }
        }

        private void Post(bool isForServer, byte[] bytes)
        {
            lock (_path)
            {
                _path.Enqueue((isForServer, bytes), (_now + DelayMilliseconds, _order++));
            }
        }

        private void Run(long milliseconds)
        {
            long end = _now + milliseconds;
            RunUntil(() => _now >= end, end);
        }

        private void RunUntil(Func<bool> isOver, long end = long.MaxValue)
        {
            while (!isOver())
            {
                RegistrationState before = _client.State;
                long next = Math.Min(_client.Step(_now), end);
                if (before == RegistrationState.Asleep && _client.State != RegistrationState.Asleep)
                {
                    _wakes.Add(_now);
                }

                while (_transport.TakeSent() is byte[] sent)
                {
                    Post(true, sent);
                }

                lock (_path)
                {
                    next = _path.TryPeek(out _, out (long At, int Order) first) ? Math.Min(next, first.At) : next;
                }

                if (next > _now)
                {
                    // Timers of the server on the way may send, which arrives later.
                    _time.Advance((Math.Min(next, _now + DelayMilliseconds) - _now) / 1000.0);
                    _now = Math.Min(next, _now + DelayMilliseconds);
                }

                while (Arrived() is (bool IsForServer, byte[] Bytes) arrived)
                {
                    if (arrived.IsForServer)
                    {
                        AtServer(arrived.Bytes);
                    }
                    else if (_client.State == RegistrationState.Asleep)
                    {
                        _lost++;
                    }
                    else
                    {
                        _transport.Arrive(arrived.Bytes);
                    }
                }
            }
        }

        private (bool IsForServer, byte[] Bytes)? Arrived()
        {
            lock (_path)
            {
                return _path.TryPeek(out _, out (long At, int Order) first) && first.At <= _now ? _path.Dequeue() : null;
            }
        }

        // What the server sends next is sent by another thread, before time goes on.
        private void AtServer(byte[] bytes)
        {
            int sent = _sent;
            bool isAnswer = !CoapCode.IsRequest(bytes[1]);
            bool hasMore = isAnswer && _server.Registrations.Find("sleeper").Queue.ToList().Count > 0;
            _channel.Deliver(bytes);
            Assert.That(!hasMore || SpinWait.SpinUntil(() => _sent > sent, MaxWaitMilliseconds), "the next request");
        }
    }
}
