using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Simulator;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// The simulation's DTLS: it costs what the real one costs, and it is strict where the real one is.
    /// </summary>
    public class SimulatorDtlsTests
    {
        private const int DataBytes = 40;
        private const int RecordBytes = 29;
        private const int ConnectionIdBytes = 8;

        private static readonly byte[] s_identity = Encoding.UTF8.GetBytes("device7");
        private static readonly byte[] s_key = [1, 2, 3, 4];

        private readonly List<int> _sizes = new();
        private readonly List<byte[]> _delivered = new();
        private SeededRandom _random;
        private NonceLedger _ledger;
        private ModelDtlsServer _server;
        private ModelDtlsEngine _engine;
        private Action<byte[]> _answer;
        private int _handle;
        private int _address;
        private long _now;

        [SetUp]
        public void Create()
        {
            _random = new SeededRandom(1);
            _ledger = new NonceLedger();
            _server = new ModelDtlsServer(_ledger, _random) { HasConnectionId = false };
            _server.AddKey("device7", s_key);
            _engine = new ModelDtlsEngine(_ledger, _random);
            _sizes.Clear();
            _delivered.Clear();
            _address = 1;
            _now = 0;
        }

        [TearDown]
        public void NoNumberTwice() => Assert.That(_ledger.Violations, Is.Empty);

        [Test]
        public void A_handshake_is_six_datagrams_of_585_bytes()
        {
            Assert.That(Shake(), Is.EqualTo(DtlsState.Established));
            Assert.That((_sizes.Count, _sizes.Sum()), Is.EqualTo((6, 585)));
            Assert.That(_server.HandshakeCount, Is.EqualTo(1));
        }

        [TestCase(false, RecordBytes)]
        [TestCase(true, RecordBytes + 1 + ConnectionIdBytes)]
        public void A_record_adds_29_bytes_and_a_Connection_ID_itself_and_one(bool hasConnectionId, int more)
        {
            _server.HasConnectionId = hasConnectionId;
            Shake();
            _sizes.Clear();
            Send();
            Assert.That(_sizes, Is.EqualTo(new[] { DataBytes + more }));
            Assert.That(_delivered, Has.Count.EqualTo(1));
        }

        [TestCase(false, 0)]
        [TestCase(true, 1)]
        public void Only_a_session_with_a_Connection_ID_is_known_at_another_address(bool hasConnectionId, int delivered)
        {
            _server.HasConnectionId = hasConnectionId;
            Shake();
            _address++;
            Send();
            Assert.That(_delivered, Has.Count.EqualTo(delivered));
        }

        [Test]
        public void The_answer_goes_where_the_newest_record_came_from()
        {
            _server.HasConnectionId = true;
            Shake();
            _address++;
            Send();
            _answer(new byte[DataBytes]);
            Assert.That(_engine.Read(_handle, new byte[100], 0, 100), Is.EqualTo(DataBytes));
        }

        [Test]
        public void A_lost_flight_is_sent_again_after_a_second()
        {
            _handle = _engine.Open(s_identity, s_identity.Length, s_key, s_key.Length);
            _engine.Step(_handle, 0);
            Take();
            Assert.That(_engine.Deadline(_handle), Is.EqualTo(1000));
            _now = 1000;
            Assert.That(Exchange(), Is.EqualTo(DtlsState.Established));
        }

        [Test]
        public void Without_an_answer_it_is_given_up_and_a_wrong_key_is_told_from_silence()
        {
            _handle = _engine.Open(s_identity, s_identity.Length, s_key, s_key.Length);
            Assert.That(Wait(), Is.EqualTo(DtlsResult.Timeout));
            byte[] wrong = [9];
            _handle = _engine.Open(s_identity, s_identity.Length, wrong, wrong.Length);
            Exchange();
            Assert.That(Wait(), Is.EqualTo(DtlsResult.NotConfirmed));
        }

        [Test]
        public void A_record_that_comes_twice_is_taken_once()
        {
            Shake();
            _engine.Write(_handle, new byte[DataBytes], 0, DataBytes, 0);
            byte[] record = Take().Single();
            Arrive(record);
            Arrive(record);
            Assert.That(_delivered, Has.Count.EqualTo(1));
            Assert.That(_server.DroppedCount, Is.EqualTo(1));
        }

        [Test]
        public void A_server_that_is_restarted_knows_nobody()
        {
            _server.HasConnectionId = true;
            Shake();
            _server.Restart();
            Send();
            Assert.That(_delivered, Is.Empty);
        }

        [Test]
        public void A_closed_session_says_so_to_the_server()
        {
            Shake();
            Assert.That(_engine.Close(_handle), Is.EqualTo(1));
            byte[] alert = Take().Single();
            Assert.That(alert[0], Is.EqualTo(21));
            Assert.That(_engine.Take(_handle, new byte[100], 100), Is.Negative, "the handle is no longer valid");
        }

        [Test]
        public void A_saved_session_goes_on_in_another_engine()
        {
            _server.HasConnectionId = true;
            Shake();
            byte[] saved = Save();
            Load(saved, s_key);
            Send();
            Assert.That(_delivered, Has.Count.EqualTo(1));
        }

        [Test]
        public void A_session_that_is_loaded_twice_is_seen()
        {
            _server.HasConnectionId = true;
            Shake();
            byte[] saved = Save();
            Load(saved, s_key);
            Send();
            Load(saved, s_key);
            Send();
            Assert.That(_ledger.Violations, Has.Count.EqualTo(1));
            _ledger = new NonceLedger();
        }

        [Test]
        public void A_saved_session_that_is_damaged_or_of_another_key_is_refused()
        {
            _server.HasConnectionId = true;
            Shake();
            byte[] saved = Save();
            Assert.That(Load(saved, [7]), Is.EqualTo(DtlsResult.BadSavedSession));
            saved[10] ^= 1;
            Assert.That(Load(saved, s_key), Is.EqualTo(DtlsResult.BadSavedSession));
        }

        [Test]
        public void A_session_is_saved_when_nothing_waits_and_cannot_write_any_more()
        {
            Shake();
            _engine.Write(_handle, new byte[DataBytes], 0, DataBytes, 0);
            Assert.That(_engine.Save(_handle, new byte[256], 256), Is.EqualTo(DtlsResult.Busy));
            Take();
            Save();
            Assert.That(_engine.Write(_handle, new byte[DataBytes], 0, DataBytes, 0), Is.Negative);
        }

        private int Shake()
        {
            _handle = _engine.Open(s_identity, s_identity.Length, s_key, s_key.Length);
            return Exchange();
        }

        // Until neither side has anything to send.
        private int Exchange()
        {
            int state = _engine.Step(_handle, _now);
            for (List<byte[]> sent = Take(); sent.Count > 0; sent = Take())
            {
                sent.ForEach(Arrive);
                state = _engine.Step(_handle, _now);
            }

            return state;
        }

        private int Wait()
        {
            int state = DtlsState.Handshaking;
            while (state == DtlsState.Handshaking)
            {
                _now = Math.Max(_now, _engine.Deadline(_handle));
                state = _engine.Step(_handle, _now);
                Take();
            }

            return state;
        }

        private void Send()
        {
            Assert.That(_engine.Write(_handle, new byte[DataBytes], 0, DataBytes, 0), Is.EqualTo(DtlsResult.Ok));
            Take().ForEach(Arrive);
        }

        private byte[] Save()
        {
            byte[] saved = new byte[256];
            int length = _engine.Save(_handle, saved, saved.Length);
            Assert.That(length, Is.EqualTo(ModelDtlsEngine.SavedBytes));
            return saved.AsSpan(0, length).ToArray();
        }

        private int Load(byte[] saved, byte[] key)
        {
            _engine = new ModelDtlsEngine(_ledger, _random);
            return _handle = _engine.Load(saved, saved.Length, s_identity, s_identity.Length, key, key.Length);
        }

        private List<byte[]> Take()
        {
            List<byte[]> taken = new();
            byte[] buffer = new byte[2000];
            for (int length = _engine.Take(_handle, buffer, buffer.Length); length > 0; length = _engine.Take(_handle, buffer, buffer.Length))
            {
                taken.Add(buffer.AsSpan(0, length).ToArray());
                _sizes.Add(length);
            }

            return taken;
        }

        private void Arrive(byte[] datagram) => _server.Receive(
            datagram, _address,
            answer =>
            {
                _sizes.Add(answer.Length);
                _engine.Put(_handle, answer, answer.Length, _now);
            },
            (data, answer) =>
            {
                _delivered.Add(data);
                _answer = answer;
            });
    }
}
