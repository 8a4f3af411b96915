using System;
using System.Collections.Generic;
using System.Linq;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Hal.Host;
using NFUnitTest;
using NUnit.Framework;
using Org.BouncyCastle.Tls;
using DtlsTransport = Lwm2mNano.Hal.Dtls.DtlsTransport;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The device's application with the engine in C and BouncyCastle's server, in memory and in virtual time.</summary>
    public class DtlsVirtualTests
    {
        private const int Day = 86400;
        private const byte HandshakeRecord = 22;
        private const byte ServerHello = 2;
        private const int MessageAt = 13;

        private ClientFakeClock _clock;
        private DtlsMemoryServer _server;
        private DtlsVirtualDevice _device;

        [SetUp]
        public void Start()
        {
            _clock = new ClientFakeClock { Milliseconds = 1000 };
            _server = new DtlsMemoryServer(_clock);
        }

        [TearDown]
        public void Stop()
        {
            _device?.Dispose();
            _device = null;
            _server.Dispose();
        }

        [Test]
        public void It_registers_answers_updates_and_deregisters()
        {
            _device = new DtlsVirtualDevice(_server, _clock);
            Assert.That(_device.Register(0));
            Assert.That((_server.ClientDatagrams, _server.ServerDatagrams), Is.EqualTo((3 + 1, 3 + 1)), "a handshake and a Register");

            CoapMessage read = new(CoapCode.Get) { Type = CoapType.Confirmable, MessageId = 7, Token = new byte[] { 1 } };
            new[] { "3", "0", "0" }.ToList().ForEach(s => read.Add(CoapOption.UriPath, s));
            _server.Ask(read);
            _device.Run(0);
            Assert.That(System.Text.Encoding.UTF8.GetString(_server.Response.Payload), Is.EqualTo("Acme"));

            _device.Run(507);
            Assert.That(_server.UpdateCount, Is.EqualTo(1));
            _device.Application.Stop();
            _device.Run(1);
            Assert.That(_server.DeregisterCount, Is.EqualTo(1));
            Assert.That(_device.Application.State, Is.EqualTo(RegistrationState.Stopped));
            Assert.That(_server.Finished, Is.EqualTo(1));
        }

        [Test]
        public void A_wrong_key_has_its_reason()
        {
            _device = new DtlsVirtualDevice(_server, _clock, key: new byte[16]);
            ExpectNoRegistration(DtlsResult.NotConfirmed);
            Assert.That(DtlsResult.Explain(DtlsResult.NotConfirmed), Does.Contain("does not confirm the key"));
        }

        [Test]
        public void An_unknown_identity_has_its_reason()
        {
            _device = new DtlsVirtualDevice(_server, _clock, identity: "nobody");
            ExpectNoRegistration(DtlsResult.UnknownIdentity);
        }

        [Test]
        public void No_common_suite_has_its_reason()
        {
            _server.Suite = CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256;
            _device = new DtlsVirtualDevice(_server, _clock);
            ExpectNoRegistration(DtlsResult.NoCommonSuite);
        }

        [Test]
        public void Another_version_has_its_reason()
        {
            _server.Version = ProtocolVersion.DTLSv10;
            _device = new DtlsVirtualDevice(_server, _clock);
            ExpectNoRegistration(DtlsResult.WrongVersion);
        }

        [Test]
        public void A_suite_that_was_not_offered_has_its_reason()
        {
            _server.Changes = datagram =>
            {
                if (datagram[0] == HandshakeRecord && datagram[MessageAt] == ServerHello)
                {
                    // Behind the message's header, version, random and session id.
                    int suite = MessageAt + 12 + 2 + 32;
                    suite += 1 + datagram[suite];
                    Assert.That(datagram.AsSpan(suite, 2).ToArray(), Is.EqualTo(new byte[] { 0xC0, 0xA8 }));
                    datagram[suite + 1] = 0xA4;
                }
            };
            _device = new DtlsVirtualDevice(_server, _clock);
            ExpectNoRegistration(DtlsResult.ProtocolViolation);
        }

        [Test]
        public void A_silent_server_has_its_reason()
        {
            _server.IsSilent = true;
            _device = new DtlsVirtualDevice(_server, _clock);
            ExpectNoRegistration(DtlsResult.Timeout);

            // After 1, 3, 7, 15 and 31 s again; and a minute's wait, in which nothing is sent.
            Assert.That(_server.ClientDatagrams, Is.EqualTo(6));
        }

        [Test]
        public void A_server_that_never_answers_is_asked_five_times_a_day()
        {
            _server.IsSilent = true;
            _device = new DtlsVirtualDevice(_server, _clock);
            _device.Run(Day);
            Assert.That(_device.Observer.Count(ClientEvent.RegistrationFailed), Is.EqualTo(5));
            Assert.That(_server.ClientDatagrams, Is.EqualTo(5 * 6));
            Assert.That(_device.Observer.Waits, Is.EqualTo(new[] { 60, 120, 240, 480, Day }));

            _server.IsSilent = false;
            Assert.That(_device.Register(Day));
            Assert.That(_server.Finished, Is.EqualTo(1));
        }

        [Test]
        public void Handshakes_survive_a_bad_network()
        {
            int attempts = 0;
            int lost = 0;
            int[] seeds = Enumerable.Range(0, 200).ToArray();
            foreach (int seed in seeds)
            {
                FaultyTransport network = new(_server, _clock, seed)
                {
                    Loss = 0.2, Duplication = 0.15, Reordering = 0.2, HoldMilliseconds = 1500, DelayMilliseconds = 50, JitterMilliseconds = 100,
                };
                using DtlsVirtualDevice device = new(network, _clock);
                Assert.That(device.Register(3600), $"seed {seed}");
                attempts += 1 + device.Observer.Count(ClientEvent.RegistrationFailed);
                lost += network.Lost;

                // And the session works.
                network.Loss = network.Duplication = network.Reordering = 0;
                int updates = _server.UpdateCount;
                device.Run(600);
                Assert.That(_server.UpdateCount, Is.GreaterThan(updates), $"seed {seed}");
                Assert.That(device.Application.State, Is.EqualTo(RegistrationState.Registered));
            }

            Assert.That(lost, Is.GreaterThan(seeds.Length), "the network was not so bad");
            Assert.That(attempts, Is.LessThan(seeds.Length * 5 / 4));
            TestContext.Out.WriteLine($"{seeds.Length} seeds, {lost} datagrams lost, {attempts} attempts to register");
        }

        [Test]
        public void Each_datagram_of_the_handshake_may_be_lost()
        {
            for (int lost = 1; lost <= 8; lost++)
            {
                Losing network = new(_server, lost);
                using DtlsVirtualDevice device = new(network, _clock);
                int registers = _server.RegisterCount;
                long start = _clock.Milliseconds;
                Assert.That(device.Register(), $"datagram {lost}");
                Assert.That(_clock.Milliseconds - start, Is.InRange(1000, 5000), $"datagram {lost}");
                Assert.That(device.Observer.Count(ClientEvent.RegistrationFailed), Is.Zero);
            }
        }

        [Test]
        public void A_server_that_starts_again_gets_exactly_one_handshake()
        {
            _device = new DtlsVirtualDevice(_server, _clock);
            Assert.That(_device.Register(0));
            _server.Restart();
            int handshake = _server.HandshakeDatagrams;
            _device.Run(507 + 61);
            Assert.That(_server.HandshakeDatagrams, Is.EqualTo(handshake), "the time-out is not over");
            Assert.That(_device.Application.State, Is.EqualTo(RegistrationState.Updating));
            _device.Run(93 - 61);
            Assert.That(_device.Application.State, Is.EqualTo(RegistrationState.Registered));
            Assert.That((_server.Begun, _server.Finished), Is.EqualTo((2, 2)));
            Assert.That((_server.RegisterCount, _server.UpdateCount), Is.EqualTo((2, 0)));
            Assert.That(_server.HandshakeDatagrams - handshake, Is.EqualTo(3));
            Assert.That(_device.Observer.Waits, Is.Empty);

            _device.Run(600);
            Assert.That(_server.UpdateCount, Is.EqualTo(1));
            Assert.That(_server.Finished, Is.EqualTo(2));
        }

        [Test]
        public void A_server_that_ends_each_session_is_no_storm()
        {
            _device = new DtlsVirtualDevice(_server, _clock);
            for (int i = 0; i < Day / 10; i++)
            {
                _device.Run(10);
                _server.End();
            }

            Assert.That(_server.Begun, Is.InRange(5, 8));
        }

        [Test]
        public void A_server_that_finishes_handshakes_and_says_no_more_is_no_storm()
        {
            _server.Answers = false;
            _device = new DtlsVirtualDevice(_server, _clock);
            _device.Run(Day);
            Assert.That((_server.Begun, _server.RegisterCount), Is.EqualTo((5, 25)));
        }

        [Test]
        public void Close_notify_of_the_server_ends_the_session_and_it_registers_again()
        {
            _device = new DtlsVirtualDevice(_server, _clock);
            Assert.That(_device.Register(0));
            _server.End();
            Assert.That(_device.RunUntil(() => _server.RegisterCount == 2, 1));
            Assert.That(_device.Register(0));
            Assert.That(_server.Finished, Is.EqualTo(2));
            Assert.That(_device.Observer.Failures, Is.EqualTo(new[] { (ClientEvent.UpdateFailed, TransportResult.SecurityFailed) }));
        }

        [Test]
        public void Alerts_in_the_clear_end_no_session()
        {
            _device = new DtlsVirtualDevice(_server, _clock);
            Assert.That(_device.Register(0));
            for (int description = 0; description < 120; description++)
            {
                _server.Forge(new byte[] { 21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 1, 0, 0, 2, 2, (byte)description });
            }

            _device.Run(600);
            Assert.That((_server.UpdateCount, _server.Finished), Is.EqualTo((1, 1)));
        }

        [Test]
        public void Without_a_Connection_ID_a_change_of_address_takes_a_handshake_and_a_Register()
        {
            _server.ConnectionIdBytes = -1;
            _device = new DtlsVirtualDevice(_server, _clock);
            Assert.That(_device.Register(0));
            _device.Reconnect();
            Assert.That(_device.Application.State, Is.EqualTo(RegistrationState.Registered));
            Assert.That((_server.Finished, _server.RegisterCount, _server.UpdateCount), Is.EqualTo((2, 2, 0)));
        }

        [TestCase(0, false)]
        [TestCase(1, true)]
        [TestCase(4, true)]
        [TestCase(20, true)]
        public void With_a_Connection_ID_a_change_of_address_takes_one_round_trip(int bytes, bool keeps)
        {
            DtlsEngines.RequireConnectionId();
            _server.ConnectionIdBytes = bytes;
            _device = new DtlsVirtualDevice(_server, _clock);
            Assert.That(_device.Register(0));
            (int client, int server) = (_server.ClientDatagrams, _server.ServerDatagrams);
            _device.Reconnect();
            Assert.That(_device.Application.State, Is.EqualTo(RegistrationState.Registered));
            Assert.That(_server.Finished, Is.EqualTo(keeps ? 1 : 2));
            if (keeps)
            {
                Assert.That((_server.ClientDatagrams - client, _server.ServerDatagrams - server), Is.EqualTo((1, 1)));
                Assert.That(_server.UpdateCount, Is.EqualTo(1));
            }
        }

        [Test]
        public void A_saved_session_goes_on_in_another_transport_and_never_twice()
        {
            DtlsEngines.RequireConnectionId();
            _device = new DtlsVirtualDevice(_server, _clock);
            Assert.That(_device.Register(0));
            for (int i = 1; i <= 3; i++)
            {
                byte[] saved = _device.Suspend();
                Assert.That(saved.Length, Is.InRange(100, DtlsTransport.MaxSavedBytes));
                (int client, int server) = (_server.ClientDatagrams, _server.ServerDatagrams);
                Assert.That(_device.Replace(_server, saved));
                Assert.That(_server.ClientDatagrams, Is.EqualTo(client));
                _device.Reconnect();
                Assert.That((_server.ClientDatagrams - client, _server.ServerDatagrams - server), Is.EqualTo((1, 1)), "one round trip");
                Assert.That(_server.UpdateCount, Is.EqualTo(i));
            }

            Assert.That((_server.Finished, _server.RegisterCount), Is.EqualTo((1, 1)));

            // A restart that nobody saved for: nothing is there to be used twice.
            Assert.That(_device.Replace(_server, []), Is.False);
            _device.Reconnect();
            Assert.That((_server.Finished, _server.RegisterCount), Is.EqualTo((2, 2)));
        }

        [Test]
        public void A_session_suspended_before_anything_is_sent_goes_on_all_the_same()
        {
            DtlsEngines.RequireConnectionId();
            _device = new DtlsVirtualDevice(_server, _clock);
            Assert.That(_device.Register(0));
            int client = _server.ClientDatagrams;
            for (int i = 0; i < 3; i++)
            {
                Assert.That(_device.Replace(_server, _device.Suspend()));
            }

            Assert.That(_server.ClientDatagrams, Is.EqualTo(client));
            _device.Reconnect();
            Assert.That((_server.Finished, _server.UpdateCount), Is.EqualTo((1, 1)));
        }

        [Test]
        public void No_record_is_sent_twice_with_the_same_number_over_sleeps()
        {
            DtlsEngines.RequireConnectionId();
            Numbers numbers = new(_server);
            _device = new DtlsVirtualDevice(numbers, _clock);
            Assert.That(_device.Register(0));
            Random random = new(1);
            for (int i = 0; i < 200; i++)
            {
                switch (random.Next(4))
                {
                    case 0:
                        _device.Replace(numbers, _device.Suspend());
                        break;
                    case 1:
                        _device.Transport.Close();
                        break;
                    case 2:
                        // Suspended, and then begun anew.
                        _device.Replace(numbers, _device.Suspend());
                        _device.Transport.Open("server"u8.ToArray(), 5684);
                        break;
                }

                _device.Reconnect();
            }

            Assert.That(numbers.Count, Is.GreaterThan(200));
            Assert.That(_server.Finished, Is.GreaterThan(10));
        }

        [Test]
        public void A_damaged_session_is_refused()
        {
            DtlsEngines.RequireConnectionId();
            _device = new DtlsVirtualDevice(_server, _clock);
            Assert.That(_device.Register(0));
            byte[] saved = _device.Suspend();
            Random random = new(1);
            for (int i = 0; i < 50; i++)
            {
                byte[] damaged = i % 2 == 0 ? saved[..random.Next(1, saved.Length)] : saved.ToArray();
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                DtlsTransport transport = new(_server, DtlsEngines.Native(), _device.Configuration.Account, _clock, Limits.MaxDatagramBytes);
                Assert.That(transport.Resume(damaged, 0, damaged.Length), Is.False);
                Assert.That(transport.Reopen("server"u8.ToArray(), 5684), Is.EqualTo(TransportResult.NewSecurityContext));
                transport.Close();
            }
        }

        [Test]
        public void A_thousand_encrypted_updates_allocate_nothing()
        {
            const int Cycles = 1000;

            _device = new DtlsVirtualDevice(_server, _clock, lifetime: 60);
            Assert.That(_device.Register(0));
            Cycle(50);
            int updates = _server.UpdateCount;
            long before = GC.GetAllocatedBytesForCurrentThread();
            Cycle(Cycles);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.That(_server.UpdateCount - updates, Is.EqualTo(Cycles));
            Assert.That(_server.Finished, Is.EqualTo(1));
            Assert.That(allocated, Is.Zero);
        }

        [Test]
        public void Sessions_their_data_and_their_ends_allocate_nothing_in_the_transport()
        {
            DtlsSteadyState steady = new();
            for (int i = 0; i < 100; i++)
            {
                steady.Cycle();
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
            {
                steady.Cycle();
            }

            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
            Assert.That(steady.ReceivedCount, Is.EqualTo(5 * 1100));
        }

        // Updates after half the lifetime of a minute.
        private void Cycle(int count)
        {
            for (int i = 0; i < count; i++)
            {
                _device.Run(30);
            }
        }

        private void ExpectNoRegistration(int failure)
        {
            Assert.That(_device.RunUntil(() => _device.Observer.Failures.Count > 0, 100));
            Assert.That(_device.Observer.Failures[0], Is.EqualTo((ClientEvent.RegistrationFailed, TransportResult.SecurityFailed)));
            Assert.That(_device.Transport.Failure, Is.EqualTo(failure));
            Assert.That(_device.Observer.Waits, Is.EqualTo(new[] { 60 }));
            int begun = _server.Begun;
            _device.Run(59);
            Assert.That(_server.Begun, Is.EqualTo(begun), "it waits");
            _device.Application.Stop();
            _device.Run(1);
        }

        /// <summary>Sees to it that no encrypted record of a session is sent twice with the same number, which is its nonce.</summary>
        private sealed class Numbers(IDatagramTransport inner) : IDatagramTransport
        {
            private const int TypeOffset = 0;
            private const int EpochOffset = 3;
            private const int ConnectionIdOffset = 11;
            private const int ConnectionIdBytes = 4;
            private const byte ConnectionIdRecord = 25;

            private readonly HashSet<string> _seen = new();

            public int Count => _seen.Count;

            public bool IsPeerAuthenticated => inner.IsPeerAuthenticated;

            public IPreSharedKey Credentials
            {
                get => inner.Credentials;
                set => inner.Credentials = value;
            }

            public bool HasConnectionId => inner.HasConnectionId;

            public int Open(byte[] host, int port) => inner.Open(host, port);

            public int Reopen(byte[] host, int port) => inner.Reopen(host, port);

            public int Suspend(byte[] buffer, int offset, int count) => inner.Suspend(buffer, offset, count);

            public bool Resume(byte[] buffer, int offset, int count) => inner.Resume(buffer, offset, count);

            public void Close() => inner.Close();

            public int Send(byte[] buffer, int offset, int count)
            {
                // Epoch, number and the server's Connection ID, which is another in each session.
                if (buffer[offset + TypeOffset] == ConnectionIdRecord)
                {
                    string number = Convert.ToHexString(buffer, offset + EpochOffset, ConnectionIdOffset + ConnectionIdBytes - EpochOffset);
                    Assert.That(_seen.Add(number), number);
                }

                return inner.Send(buffer, offset, count);
            }

            public int Receive(byte[] buffer, int offset, int count) => inner.Receive(buffer, offset, count);

            public void Wait(int milliseconds) => inner.Wait(milliseconds);
        }

        /// <summary>Loses one datagram, whichever way it goes.</summary>
        private sealed class Losing(IDatagramTransport inner, int lost) : IDatagramTransport
        {
            private readonly byte[] _buffer = new byte[Limits.MaxDatagramBytes * 2];
            private int _count;

            public bool IsPeerAuthenticated => inner.IsPeerAuthenticated;

            public IPreSharedKey Credentials
            {
                get => inner.Credentials;
                set => inner.Credentials = value;
            }

            public bool HasConnectionId => inner.HasConnectionId;

            public int Open(byte[] host, int port) => inner.Open(host, port);

            public int Reopen(byte[] host, int port) => inner.Reopen(host, port);

            public int Suspend(byte[] buffer, int offset, int count) => inner.Suspend(buffer, offset, count);

            public bool Resume(byte[] buffer, int offset, int count) => inner.Resume(buffer, offset, count);

            public void Close() => inner.Close();

            public int Send(byte[] buffer, int offset, int count) =>
                ++_count == lost ? TransportResult.Ok : inner.Send(buffer, offset, count);

            public int Receive(byte[] buffer, int offset, int count)
            {
                int length = inner.Receive(buffer, offset, count);
                return length > 0 && ++_count == lost ? inner.Receive(_buffer, 0, _buffer.Length) : length;
            }

            public void Wait(int milliseconds) => inner.Wait(milliseconds);
        }
    }
}
