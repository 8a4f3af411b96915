using System;
using System.Collections.Generic;
using System.Text;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Simulator;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// OMA's registration test cases 101 to 107 on a network that loses four datagrams of ten, doubles one and brings them out of order; each with
    /// some seeds.
    /// </summary>
    [TestFixture(1)]
    [TestFixture(2)]
    [TestFixture(3)]
    [TestFixture(4)]
    [TestFixture(5)]
    public class EtsRegistrationUnderLossTests(int seed)
    {
        private const string Host = "server.example";
        private const int OneHour = 3600000;
        private const int AskAgain = 20000;
        private static readonly NetworkFaults s_faults = new(0.4, 0.1, 20, 1500);
        private static readonly RetrySettings s_settings = new(86400, 5, 10, 60);

        private SimulatedNetwork _network;
        private SimulatedServer _server;
        private ExchangeWatch _watch;
        private SimulatedDevice _device;

        [SetUp]
        public void Register()
        {
            _network = new SimulatedNetwork(new SeededRandom(seed)) { Faults = s_faults };
            _server = new SimulatedServer(_network, new SeededRandom(seed));
            _watch = new ExchangeWatch();
            SimulatedPath path = new(_network, new Dictionary<string, SimulatedServer> { [Host] = _server }, _watch);
            _device = new SimulatedDevice(_network, [path], [Host], s_settings, new SeededRandom(seed), null);
            _device.Client.Start(0);
            Assert.That(Until(() => _server.IsRegistered && State == RegistrationState.Registered), Is.True);
        }

        [TearDown]
        public void OneExchangeAtATime() => Assert.That(_watch.Violations, Is.Empty);

        [Test]
        public void Int_101_Initial_registration_under_loss() => Assert.That(_server.RegisterCount, Is.GreaterThan(0));

        [Test]
        public void Int_102_Registration_update_under_loss()
        {
            int updates = _server.UpdateCount;
            Assert.That(AskUntil(() => _server.UpdateCount > updates, CoapCode.Put, "300", "1", "0", "1"), Is.True);
            Assert.That(Until(() => false), Is.False);
            Assert.That(_server.UpdateCount, Is.GreaterThan(updates + 2), "updates go on by the new lifetime");
        }

        [Test]
        public void Int_103_Deregistration_under_loss()
        {
            Assert.That(AskUntil(() => State == RegistrationState.Disabled, CoapCode.Post, null, "1", "0", "4"), Is.True);
            Assert.That(_server.IsRegistered, Is.False);
        }

        [Test]
        public void Int_104_Registration_update_trigger_under_loss()
        {
            int updates = _server.UpdateCount;
            Assert.That(AskUntil(() => _server.UpdateCount > updates, CoapCode.Post, null, "1", "0", "8"), Is.True);
        }

        [Test]
        public void Int_105_Discarded_register_update_under_loss()
        {
            Assert.That(AskUntil(() => State == RegistrationState.Updating, CoapCode.Post, null, "1", "0", "8"), Is.True);
            int registers = _server.RegisterCount;
            _server.Restart();
            Assert.That(Until(() => _server.RegisterCount > registers && State == RegistrationState.Registered), Is.True);
        }

        [Test]
        public void Int_107_Extending_the_lifetime_under_loss()
        {
            int updates = _server.UpdateCount;
            Assert.That(AskUntil(() => _server.UpdateCount > updates, CoapCode.Put, "120", "1", "0", "1"), Is.True);
            Assert.That(AskUntil(() => _server.UpdateCount > updates + 1, CoapCode.Put, "90000", "1", "0", "1"), Is.True);
            Assert.That(Until(() => !_server.IsRegistered), Is.False);
        }

        private RegistrationState State => _device.Client.State;

        // A server sends its request again when it sees no effect; this one has no message layer of its own.
        private bool AskUntil(Func<bool> done, int method, string payload, params string[] path)
        {
            for (int i = 0; i < 100; i++)
            {
                _server.Request(method, writer =>
                {
                    foreach (string segment in path)
                    {
                        writer.WriteOption(CoapOption.UriPath, Encoding.ASCII.GetBytes(segment), 0, segment.Length);
                    }

                    if (payload != null)
                    {
                        writer.WriteUnsignedOption(CoapOption.ContentFormat, ContentFormat.PlainText);
                        writer.WritePayload(Encoding.ASCII.GetBytes(payload), 0, payload.Length);
                    }
                });
                if (Until(done, AskAgain))
                {
                    return true;
                }
            }

            return false;
        }

        private bool Until(Func<bool> done, int milliseconds = OneHour)
        {
            long end = _network.Now + milliseconds;
            long next = _network.Now;
            while (!done())
            {
                if (_network.Now >= end)
                {
                    return false;
                }

                _network.RunTo(Math.Max(_network.Now, Math.Min(end, Math.Min(next, _network.NextTime))));
                next = _device.Client.Step(_network.Now);
            }

            return true;
        }
    }
}
