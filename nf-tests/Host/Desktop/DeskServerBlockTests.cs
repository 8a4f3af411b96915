using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Objects;
using NUnit.Framework;
using static Lwm2mNano.Tests.Desktop.DeskServerMessages;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The desk server sends and fetches in blocks what does not fit into a message.</summary>
    public class DeskServerBlockTests
    {
        private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(20);

        private DeskServerManualTime _time;
        private DeskServerTestChannel _channel;
        private LwM2mServer _server;
        private DeskServerBlockDevice _device;

        [SetUp]
        public void Start()
        {
            _time = new DeskServerManualTime();
            _channel = new DeskServerTestChannel();
            _server = new LwM2mServer(_channel, _time);
            _channel.Deliver(Register("ep=node"));
            _channel.Sent.Clear();
            _device = new DeskServerBlockDevice();
            _channel.Device = _device.Serve;
        }

        [TearDown]
        public async Task Stop() => await _server.DisposeAsync();

        [Test]
        public async Task An_answer_in_blocks_is_fetched_to_its_end()
        {
            _device.Body = Bytes(150);
            _device.GivesBytes = 64;
            DeviceAnswer answer = await Wait(_server.ReadAsync("node", "/5/0/0"));

            Assert.That(answer.Payload, Is.EqualTo(_device.Body));
            Assert.That(answer.Format, Is.EqualTo(ContentFormat.Opaque));
            Assert.That(answer.Exchanges, Is.EqualTo(3));
            Assert.That(_device.Trace, Is.EqualTo(new[]
            {
                "0.01 > 2.05 b2=0/1/64 64B",
                "0.01 b2=1/0/64 > 2.05 b2=1/1/64 64B",
                "0.01 b2=2/0/64 > 2.05 b2=2/0/64 22B",
            }));
            Assert.That(_device.Requests.Select(r => string.Join('/', r.Texts(CoapOption.UriPath))), Has.All.EqualTo("5/0/0"));
            Assert.That(_device.Requests.Select(r => Convert.ToHexString(r.Token)).Distinct().Count(), Is.EqualTo(3));
        }

        [Test]
        public async Task A_block_size_is_asked_for_with_the_first_request()
        {
            _device.Body = Bytes(40);
            DeviceAnswer answer = await Wait(_server.ReadAsync("node", "/5/0/0", ContentFormat.Opaque, 32));

            Assert.That(answer.Payload, Is.EqualTo(_device.Body));
            Assert.That(_device.Trace, Is.EqualTo(new[] { "0.01 b2=0/0/32 > 2.05 b2=0/1/32 32B", "0.01 b2=1/0/32 > 2.05 b2=1/0/32 8B" }));
            Assert.That(_device.Requests.Select(r => r.Unsigned(CoapOption.Accept)), Has.All.EqualTo(42));
        }

        [Test]
        public async Task A_smaller_size_than_was_asked_for_is_gone_on_with()
        {
            _device.Body = Bytes(70);
            _device.GivesBytes = 32;
            await Wait(_server.ReadAsync("node", "/5/0/0", ContentFormat.None, 1024));

            Assert.That(_device.Trace, Is.EqualTo(new[]
            {
                "0.01 b2=0/0/1024 > 2.05 b2=0/1/32 32B",
                "0.01 b2=1/0/32 > 2.05 b2=1/1/32 32B",
                "0.01 b2=2/0/32 > 2.05 b2=2/0/32 6B",
            }));
        }

        [Test]
        public async Task A_body_that_changes_meanwhile_is_fetched_anew()
        {
            _device.Body = Bytes(150);
            _device.Tag = new byte[] { 1 };
            _device.GivesBytes = 64;
            _device.Instead = request =>
            {
                if (request.Unsigned(CoapOption.Block2) == DeskServerBlockDevice.Block(2, false, 64))
                {
                    _device.Body = Bytes(100, 7);
                    _device.Body = _device.Body.Concat(Bytes(50)).ToArray();
                    _device.Tag = new byte[] { 2 };
                    _device.Instead = _ => null;
                }

                return null;
            };
            DeviceAnswer answer = await Wait(_server.ReadAsync("node", "/5/0/0"));

            Assert.That(answer.Payload, Is.EqualTo(_device.Body));
            Assert.That(_device.Trace.Select(t => t.Split(' ')[1]), Is.EqualTo(new[] { ">", "b2=1/0/64", "b2=2/0/64", "b2=0/0/64", "b2=1/0/64", "b2=2/0/64" }));
        }

        [Test]
        public async Task A_body_that_always_changes_is_given_up()
        {
            _device.Body = Bytes(150);
            _device.GivesBytes = 64;
            byte tag = 0;
            _device.Instead = _ =>
            {
                _device.Tag = new[] { tag++ };
                return null;
            };
            DeviceAnswer answer = await Wait(_server.ReadAsync("node", "/5/0/0"));

            Assert.That(answer.Outcome, Is.EqualTo(CoapOutcome.BrokenTransfer));
            Assert.That(answer.ToString(), Is.EqualTo("an answer in blocks that do not fit together"));
        }

        [Test]
        public async Task A_body_that_fits_into_a_message_when_it_is_asked_for_again_is_taken()
        {
            _device.Body = Bytes(150);
            _device.GivesBytes = 64;
            _device.Instead = r => r.Unsigned(CoapOption.Block2) == null ? null : new CoapMessage(ResponseCode.Content) { Payload = new byte[] { 9 } };

            Assert.That((await Wait(_server.ReadAsync("node", "/5/0/0"))).Payload, Is.EqualTo(new byte[] { 9 }));
        }

        [Test]
        public async Task An_error_in_the_middle_is_the_answer()
        {
            _device.Body = Bytes(150);
            _device.GivesBytes = 64;
            _device.Instead = r => r.Unsigned(CoapOption.Block2) == null ? null : new CoapMessage(ResponseCode.NotFound);

            Assert.That((await Wait(_server.ReadAsync("node", "/5/0/0"))).ToString(), Is.EqualTo("4.04 Not Found"));
        }

        [TestCase("2", "64", TestName = "Another number than the next")]
        [TestCase("0", "64", TestName = "The first again")]
        [TestCase("1", "16", TestName = "Less than the size")]
        [TestCase("1", "65", TestName = "More than the size")]
        public async Task Blocks_that_do_not_fit_are_no_answer(string number, string bytes)
        {
            _device.Body = Bytes(150);
            _device.GivesBytes = 64;
            _device.Instead = request => request.Unsigned(CoapOption.Block2) == null ? null : Block2(int.Parse(number), true, 64, int.Parse(bytes));

            Assert.That((await Wait(_server.ReadAsync("node", "/5/0/0"))).Outcome, Is.EqualTo(CoapOutcome.BrokenTransfer));
        }

        [TestCase("17", "0", TestName = "The reserved size")]
        [TestCase("0100000008", "64", TestName = "Five bytes")]
        [TestCase("18", "16", TestName = "Not from the start")]
        public async Task A_first_block_that_makes_no_sense_is_no_answer(string option, string bytes)
        {
            _device.Instead = _ =>
            {
                CoapMessage answer = new(ResponseCode.Content) { Payload = Bytes(int.Parse(bytes)) };
                answer.Add(CoapOption.Block2, Convert.FromHexString(option));
                return answer;
            };

            Assert.That((await Wait(_server.ReadAsync("node", "/5/0/0"))).Outcome, Is.EqualTo(CoapOutcome.BrokenTransfer));
        }

        [Test]
        public async Task A_body_without_end_is_given_up()
        {
            _device.Instead = request => Block2((int)(request.Unsigned(CoapOption.Block2) ?? 0) >> 4, true, 1024, 1024);
            DeviceAnswer answer = await Wait(_server.ReadAsync("node", "/5/0/0"));

            Assert.That(answer.Outcome, Is.EqualTo(CoapOutcome.TooLarge));
            Assert.That(answer.ToString(), Is.EqualTo("an answer of more than 65536 bytes"));
            Assert.That(_device.Requests, Has.Count.EqualTo(64));
        }

        [Test]
        public async Task A_lost_block_is_sent_again_and_silence_ends_it()
        {
            _device.Body = Bytes(150);
            _device.GivesBytes = 64;
            bool silent = false;
            _channel.Device = request => silent || request.Unsigned(CoapOption.Block2) != null ? null : _device.Serve(request);
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/5/0/0");
            await WaitUntil(() => _channel.Sent.Count == 2);
            _channel.Device = _device.Serve;
            _time.Advance(3);
            Assert.That((await Wait(read)).Payload, Is.EqualTo(_device.Body));

            _channel.Device = request => request.Unsigned(CoapOption.Block2) != null ? null : _device.Serve(request);
            int before = _channel.Sent.Count;
            read = _server.ReadAsync("node", "/5/0/0");
            await WaitUntil(() => _channel.Sent.Count == before + 2);
            _time.Advance(100);
            Assert.That((await Wait(read)).Outcome, Is.EqualTo(CoapOutcome.TimedOut));
        }

        [Test]
        public async Task A_payload_that_fits_goes_without_blocks()
        {
            await Wait(_server.WriteAsync("node", "/5/0/0", ContentFormat.Opaque, Bytes(512)));

            Assert.That(_device.Trace, Is.EqualTo(new[] { "0.03 512B > 2.04" }));
        }

        [Test]
        public async Task A_long_payload_goes_in_blocks()
        {
            byte[] payload = Bytes(1100);
            DeviceAnswer answer = await Wait(_server.WriteAsync("node", "/5/0/0", ContentFormat.Opaque, payload));

            Assert.That(answer.ToString(), Is.EqualTo("2.04 Changed"));
            Assert.That(answer.Exchanges, Is.EqualTo(3));
            Assert.That(_device.Taken.Single(), Is.EqualTo(payload));
            Assert.That(_device.Trace, Is.EqualTo(new[]
            {
                "0.03 b1=0/1/512 512B > 2.31 b1=0/1/512",
                "0.03 b1=1/1/512 512B > 2.31 b1=1/1/512",
                "0.03 b1=2/0/512 76B > 2.04 b1=2/0/512",
            }));
            Assert.That(_device.Requests.Select(r => r.Unsigned(CoapOption.Size1)), Is.EqualTo(new uint?[] { 1100, null, null }));
            Assert.That(_device.Requests.Select(r => r.Unsigned(CoapOption.ContentFormat)), Has.All.EqualTo(42));
            Assert.That(_device.Requests.Select(r => Convert.ToHexString(r.Token)).Distinct().Count(), Is.EqualTo(1));
        }

        [Test]
        public async Task The_smaller_size_of_the_device_is_gone_on_with()
        {
            _device.TakesBytes = 64;
            await Wait(_server.CreateAsync("node", "/5", ContentFormat.Tlv, Bytes(300), 128));

            Assert.That(_device.Taken.Single(), Is.EqualTo(Bytes(300)));
            Assert.That(_device.Trace, Is.EqualTo(new[]
            {
                "0.02 b1=0/1/128 128B > 2.31 b1=0/1/64",
                "0.02 b1=2/1/64 64B > 2.31 b1=2/1/64",
                "0.02 b1=3/1/64 64B > 2.31 b1=3/1/64",
                "0.02 b1=4/0/64 44B > 2.04 b1=4/0/64",
            }));
        }

        [Test]
        public async Task A_device_that_takes_each_block_by_itself_gets_them_all()
        {
            _device.Instead = request =>
            {
                CoapMessage answer = new(ResponseCode.Changed);
                answer.Add(CoapOption.Block1, request.Unsigned(CoapOption.Block1).Value & ~8u);
                return answer;
            };
            Assert.That((await Wait(_server.WriteAsync("node", "/5/0/0", ContentFormat.Opaque, Bytes(600)))).ToString(), Is.EqualTo("2.04 Changed"));
            Assert.That(_device.Trace, Is.EqualTo(new[] { "0.03 b1=0/1/512 512B > 2.04 b1=0/0/512", "0.03 b1=1/0/512 88B > 2.04 b1=1/0/512" }));
        }

        [Test]
        public async Task A_missing_block_starts_it_again_once()
        {
            int answers = 0;
            _device.Instead = request => answers++ == 1 ? new CoapMessage(ResponseCode.RequestEntityIncomplete) : null;
            Assert.That((await Wait(_server.WriteAsync("node", "/5/0/0", ContentFormat.Opaque, Bytes(600)))).ToString(), Is.EqualTo("2.04 Changed"));
            Assert.That(_device.Trace.Select(t => t.Split(' ')[1]), Is.EqualTo(new[] { "b1=0/1/512", "b1=1/0/512", "b1=0/1/512", "b1=1/0/512" }));

            _device.Instead = request => request.Unsigned(CoapOption.Block1) > 16 ? new CoapMessage(ResponseCode.RequestEntityIncomplete) : null;
            Assert.That(
                (await Wait(_server.WriteAsync("node", "/5/0/0", ContentFormat.Opaque, Bytes(600)))).ToString(), Is.EqualTo("4.08 Request Entity Incomplete"));
            Assert.That(_device.Trace, Has.Count.EqualTo(8));
        }

        [TestCase(100, TestName = "Without blocks")]
        [TestCase(1100, TestName = "In blocks")]
        public async Task Too_large_with_a_smaller_block_is_tried_with_that(int length)
        {
            _device.Instead = request =>
            {
                if (request.Payload.Length <= 32)
                {
                    return null;
                }

                CoapMessage answer = new(ResponseCode.RequestEntityTooLarge);
                answer.Add(CoapOption.Block1, DeskServerBlockDevice.Block(0, true, 32));
                return answer;
            };
            Assert.That((await Wait(_server.WriteAsync("node", "/5/0/0", ContentFormat.Opaque, Bytes(length)))).ToString(), Is.EqualTo("2.04 Changed"));
            Assert.That(_device.Taken.Single(), Is.EqualTo(Bytes(length)));
            Assert.That(_device.Trace[1], Is.EqualTo("0.03 b1=0/1/32 32B > 2.31 b1=0/1/32"));
        }

        [Test]
        public async Task Too_large_for_good_is_said_with_what_the_device_takes()
        {
            _device.Instead = request =>
            {
                CoapMessage answer = new(ResponseCode.RequestEntityTooLarge);
                answer.Add(CoapOption.Size1, 1024);
                return answer;
            };
            DeviceAnswer answer = await Wait(_server.WriteAsync("node", "/5/0/0", ContentFormat.Opaque, Bytes(2000)));

            Assert.That(answer.ToString(), Is.EqualTo("4.13 Request Entity Too Large"));
            Assert.That(answer.MaxBytes, Is.EqualTo(1024));
            Assert.That(_device.Trace, Has.Count.EqualTo(1));
        }

        [Test]
        public async Task A_composite_read_repeats_its_payload_for_each_block_of_the_answer()
        {
            _device.Body = Bytes(150);
            _device.GivesBytes = 64;
            DeviceAnswer answer = await Wait(_server.ReadCompositeAsync("node", new[] { "/3/0/9", "/1" }));

            Assert.That(answer.Payload, Is.EqualTo(_device.Body));
            int length = _device.Requests[0].Payload.Length;
            Assert.That(_device.Trace, Is.EqualTo(new[]
            {
                $"0.05 {length}B > 2.05 b2=0/1/64 64B",
                $"0.05 b2=1/0/64 {length}B > 2.05 b2=1/1/64 64B",
                $"0.05 b2=2/0/64 {length}B > 2.05 b2=2/0/64 22B",
            }));
            Assert.That(_device.Taken, Has.Count.EqualTo(3).And.All.EqualTo(_device.Requests[0].Payload));
        }

        [Test]
        public async Task A_composite_read_may_be_long_both_ways()
        {
            _device.Body = Bytes(50);
            DeviceAnswer answer = await Wait(_server.ReadCompositeAsync("node", new[] { "/3/0/9", "/1/0/1", "/1/0/2" }, ContentFormat.SenMlJson, 32));

            Assert.That(answer.Payload, Is.EqualTo(_device.Body));
            Assert.That(_device.Trace, Is.EqualTo(new[]
            {
                "0.05 b1=0/1/32 32B > 2.31 b1=0/1/32",
                "0.05 b1=1/0/32 b2=0/0/32 14B > 2.05 b1=1/0/32 b2=0/1/32 32B",
                "0.05 b1=0/1/32 32B > 2.31 b1=0/1/32",
                "0.05 b1=1/0/32 b2=1/0/32 14B > 2.05 b1=1/0/32 b2=1/0/32 18B",
            }));
        }

        [Test]
        public async Task A_composite_write_goes_in_blocks()
        {
            byte[] payload = Bytes(40);
            await Wait(_server.WriteCompositeAsync("node", ContentFormat.SenMlCbor, payload, 32));

            Assert.That(_device.Trace, Is.EqualTo(new[] { "0.07 b1=0/1/32 32B > 2.31 b1=0/1/32", "0.07 b1=1/0/32 8B > 2.04 b1=1/0/32" }));
            Assert.That(_device.Taken.Single(), Is.EqualTo(payload));
        }

        [Test]
        public async Task An_observation_begins_with_an_answer_in_blocks()
        {
            _device.Body = Bytes(150);
            _device.GivesBytes = 64;
            DeviceAnswer answer = await Wait(_server.ObserveAsync("node", "/5/0/0"));

            Assert.That(answer.IsObserved, Is.True);
            Assert.That(answer.Payload, Is.EqualTo(_device.Body));
            Assert.That(_device.Trace, Is.EqualTo(new[]
            {
                "0.01 obs=0 > 2.05 obs=1 b2=0/1/64 64B",
                "0.01 b2=1/0/64 > 2.05 b2=1/1/64 64B",
                "0.01 b2=2/0/64 > 2.05 b2=2/0/64 22B",
            }));
            Assert.That(_device.Requests[1].Token, Is.Not.EqualTo(_device.Requests[0].Token));
        }

        [Test]
        public async Task A_notification_in_blocks_is_fetched_to_its_end()
        {
            List<ObservationChange> changes = new();
            CoapMessage observe = await Observe(changes);
            _device.Body = Bytes(150, 7);
            _channel.Deliver(InBlocks(observe, 2));
            await WaitUntil(() => changes.Count == 1);

            Assert.That(changes[0].Answer.Payload, Is.EqualTo(_device.Body));
            Assert.That(changes[0].Sequence, Is.EqualTo(2));
            Assert.That(_device.Trace, Is.EqualTo(new[] { "0.01 b2=1/0/64 > 2.05 b2=1/1/64 64B", "0.01 b2=2/0/64 > 2.05 b2=2/0/64 22B" }));
        }

        [Test]
        public async Task Of_notifications_in_blocks_that_come_faster_than_they_are_fetched_the_newest_follows()
        {
            List<ObservationChange> changes = new();
            CoapMessage observe = await Observe(changes);
            _device.Body = Bytes(100, 7);
            _channel.Device = _ => null;
            for (int i = 2; i <= 5; i++)
            {
                _channel.Deliver(InBlocks(observe, i));
            }

            _channel.Device = _device.Serve;
            _time.Advance(3);
            await WaitUntil(() => changes.Count == 2);
            Assert.That(changes.Select(c => c.Sequence), Is.EqualTo(new[] { 2, 5 }));
            Assert.That(changes.Select(c => c.Kind), Has.All.EqualTo(ObservationChangeKind.Notified));
        }

        [Test]
        public async Task A_notification_in_blocks_that_a_whole_one_overtakes_is_not_told()
        {
            List<ObservationChange> changes = new();
            CoapMessage observe = await Observe(changes);
            _device.Body = Bytes(100, 7);
            _channel.Device = _ => null;
            _channel.Deliver(InBlocks(observe, 2));
            _channel.Deliver(Notification(observe, 3, "x"));
            _channel.Device = _device.Serve;
            _time.Advance(3);
            await Wait(_server.ReadAsync("node", "/5/0/0"));

            Assert.That(changes.Select(c => c.Sequence), Is.EqualTo(new[] { 3 }));
        }

        [Test]
        public async Task A_notification_whose_rest_does_not_come_says_so()
        {
            List<ObservationChange> changes = new();
            CoapMessage observe = await Observe(changes);
            _device.Body = Bytes(100, 7);
            _channel.Device = _ => null;
            _channel.Deliver(InBlocks(observe, 2));
            _time.Advance(100);
            await WaitUntil(() => changes.Count == 1);

            Assert.That(changes[0].Answer.Outcome, Is.EqualTo(CoapOutcome.TimedOut));
            Assert.That(_server.Observations.ToList(), Has.Count.EqualTo(1), "the next notification may be luckier");
        }

        private static byte[] Bytes(int count, int seed = 0) => Enumerable.Range(seed, count).Select(i => (byte)i).ToArray();

        private static CoapMessage Block2(int number, bool more, int size, int bytes)
        {
            CoapMessage answer = new(ResponseCode.Content) { Payload = Bytes(bytes) };
            answer.Add(CoapOption.Block2, DeskServerBlockDevice.Block(number, more, size));
            return answer;
        }

        private static async Task<DeviceAnswer> Wait(Task<DeviceAnswer> request) => await request.WaitAsync(s_maxWait);

        // For what another thread does at once.
        private static async Task WaitUntil(Func<bool> condition)
        {
            for (int i = 0; i < 100000 && !condition(); i++)
            {
                await Task.Yield();
            }

            Assert.That(condition());
        }

        private async Task<CoapMessage> Observe(List<ObservationChange> changes)
        {
            _device.Body = Bytes(10);
            _device.GivesBytes = 64;
            _server.ObservationChanged += changes.Add;
            Assert.That((await Wait(_server.ObserveAsync("node", "/5/0/0"))).IsObserved, Is.True);
            CoapMessage observe = _device.Requests.Single();
            _device.Trace.Clear();
            return observe;
        }

        private CoapMessage InBlocks(CoapMessage observe, int sequence)
        {
            CoapMessage notification = Notification(observe, sequence, string.Empty, CoapType.Confirmable).Without(CoapOption.ContentFormat);
            notification.Payload = _device.Body.Take(64).ToArray();
            notification.Add(CoapOption.ContentFormat, 42u);
            notification.Add(CoapOption.Block2, DeskServerBlockDevice.Block(0, true, 64));
            return notification;
        }
    }
}
