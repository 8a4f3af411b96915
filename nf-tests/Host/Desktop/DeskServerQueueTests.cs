using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Objects;
using NUnit.Framework;
using static Lwm2mNano.Tests.Desktop.DeskServerMessages;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The desk server and devices in queue mode: no network, time by hand.</summary>
    public class DeskServerQueueTests
    {
        private const int MaxWaitMilliseconds = 5000;
        private const int LifetimeSeconds = 3600;
        private const double AwakeSeconds = CoapTiming.MaxTransmitWaitMilliseconds / 1000;

        // By then the retransmissions are over, whatever the random part of the first time-out was.
        private const double LongestRetransmissionSeconds = 93;

        // EXCHANGE_LIFETIME less MAX_LATENCY: until then the same message may be sent again.
        private const double RepeatSeconds = 147;

        private static readonly EndPoint s_elsewhere = new IPEndPoint(IPAddress.Parse("192.0.2.7"), 40001);

        private readonly List<QueueChange> _changes = new();
        private DeskServerManualTime _time;
        private DeskServerTestChannel _channel;
        private LwM2mServer _server;
        private StringWriter _output;
        private CommandConsole _console;
        private string _location;

        [SetUp]
        public void Start() => Start(null, null);

        [TearDown]
        public async Task Stop() => await _server.DisposeAsync();

        [TestCase("lwm2m=1.1", "Q")]
        [TestCase("b=UQ")]
        public async Task Request_to_a_sleeping_device_waits_until_it_is_heard(params string[] queries)
        {
            _channel.Deliver(Register(queries.Append("ep=node").ToArray()));
            string location = LocationOf(_channel.LastSent);
            _channel.Sent.Clear();
            _time.Advance(AwakeSeconds);
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/9");
            _time.Advance(1000);

            Assert.That(_channel.Sent, Is.Empty);
            Assert.That(_changes.Single(), Is.EqualTo(new QueueChange(QueueChangeKind.Queued, "node", Queue.ToList().Single(), 1)));
            Assert.That(Queue.ToList().Single().What, Is.EqualTo("read /3/0/9"));
            Assert.That(Queue.IsAwake, Is.False);

            _channel.Deliver(Request(CoapCode.Post, location));
            Assert.That(Sent(), Is.EqualTo(new[] { "2.04", "0.01 /3/0/9" }), "the request right behind the answer");
            Assert.That(Queue.IsAwake, Is.True);
            Assert.That(Queue.ToList(), Is.Empty);

            _channel.Deliver(Answer(_channel.LastSent, ResponseCode.Content, ContentFormat.PlainText, "80"));
            Assert.That((await read).IsSuccess, Is.True);
        }

        [Test]
        public async Task An_awake_device_is_asked_at_once()
        {
            _time.Advance(AwakeSeconds - 0.001);
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/9");

            Assert.That(Sent(), Is.EqualTo(new[] { "0.01 /3/0/9" }));
            _channel.Deliver(Answer(_channel.LastSent, ResponseCode.Content));
            Assert.That((await read).IsSuccess, Is.True);
            Assert.That(_changes, Is.Empty);
        }

        [Test]
        public async Task A_device_without_queue_mode_is_asked_at_once()
        {
            _channel.Deliver(Register("ep=other", "b=U"), s_elsewhere);
            _channel.Sent.Clear();
            _time.Advance(3 * AwakeSeconds);
            Task<DeviceAnswer> read = _server.ReadAsync("other", "/3/0/9");
            Assert.That(Sent(), Is.EqualTo(new[] { "0.01 /3/0/9" }));

            _time.Advance(LongestRetransmissionSeconds);
            Assert.That((await read).Outcome, Is.EqualTo(CoapOutcome.TimedOut), "and not put back");
            Assert.That(_channel.Sent, Has.Count.EqualTo(1 + CoapTiming.MaxRetransmit));
            Assert.That(_changes, Is.Empty);
        }

        [Test]
        public void A_Register_wakes_and_keeps_the_queue()
        {
            Sleep();
            _ = _server.ReadAsync("node", "/3/0/9");
            _channel.Deliver(Register("ep=node", "Q", "lwm2m=1.1"), s_elsewhere);

            Assert.That(Sent(), Is.EqualTo(new[] { "2.01", "0.01 /3/0/9" }));
            Assert.That(_channel.Sent[^1].Peer, Is.EqualTo(s_elsewhere));
        }

        [Test]
        public void An_Update_from_elsewhere_wakes_and_is_followed()
        {
            Sleep();
            _ = _server.ReadAsync("node", "/3/0/9");
            _channel.Deliver(Request(CoapCode.Post, _location), s_elsewhere);

            Assert.That(Sent(), Is.EqualTo(new[] { "2.04", "0.01 /3/0/9" }));
            Assert.That(_channel.Sent[^1].Peer, Is.EqualTo(s_elsewhere));
        }

        [Test]
        public void A_repeated_Update_wakes()
        {
            CoapMessage update = Request(CoapCode.Post, _location);
            _channel.Deliver(update);
            Sleep();
            _ = _server.ReadAsync("node", "/3/0/9");
            _channel.Deliver(update);

            Assert.That(Sent(), Is.EqualTo(new[] { "2.04", "0.01 /3/0/9" }), "its answer was lost; it is awake all the same");
        }

        [Test]
        public void A_Send_wakes()
        {
            Sleep();
            _ = _server.ReadAsync("node", "/3/0/9");
            CoapMessage send = Request(CoapCode.Post, "dp");
            send.Add(CoapOption.ContentFormat, (uint)ContentFormat.SenMlJson);
            send.Payload = "[{\"n\":\"/3/0/9\",\"v\":80}]"u8.ToArray();
            _channel.Deliver(send);

            Assert.That(Sent(), Is.EqualTo(new[] { "2.04", "0.01 /3/0/9" }));
        }

        [TestCase(CoapType.Confirmable, "0.00", "0.01 /3/0/0")]
        [TestCase(CoapType.NonConfirmable, "0.01 /3/0/0")]
        public async Task A_notification_wakes(int type, params string[] expected)
        {
            CoapMessage observing = await Observe();
            Sleep();
            _ = _server.ReadAsync("node", "/3/0/0");
            _channel.Deliver(Notification(observing, 2, "80", type));

            Assert.That(Sent(), Is.EqualTo(expected));
        }

        [Test]
        public void A_ping_wakes()
        {
            Sleep();
            _ = _server.ReadAsync("node", "/3/0/9");
            _channel.Deliver(new CoapMessage(CoapCode.Empty) { Type = CoapType.Confirmable, MessageId = 7 });

            Assert.That(Sent(), Is.EqualTo(new[] { "0.00", "0.01 /3/0/9" }));
        }

        [Test]
        public void What_comes_from_another_does_not_wake()
        {
            Sleep();
            _ = _server.ReadAsync("node", "/3/0/9");
            _channel.Deliver(Register("ep=other", "Q"), s_elsewhere);
            _channel.Deliver(new byte[] { 0x51, 0, 0 });

            Assert.That(Sent(), Is.EqualTo(new[] { "2.01" }));
        }

        [Test]
        public async Task What_waits_is_sent_in_order_each_when_the_one_before_is_answered()
        {
            Sleep();
            Task<DeviceAnswer>[] requests =
            {
                _server.ReadAsync("node", "/3/0/9"),
                _server.WriteAsync("node", "/1/0/1", "60"),
                _server.ExecuteAsync("node", "/1/0/8"),
                _server.DeleteAsync("node", "/1/1"),
            };
            Assert.That(_changes.Select(c => c.Waiting), Is.EqualTo(new[] { 1, 2, 3, 4 }));
            _channel.Deliver(Request(CoapCode.Post, _location));

            string[] expected = { "2.04", "0.01 /3/0/9", "0.03 /1/0/1", "0.02 /1/0/8", "0.04 /1/1" };
            for (int i = 1; i < expected.Length; i++)
            {
                await SentAre(expected[..(i + 1)]);
                _time.Advance(1);
                _channel.Deliver(Answer(_channel.LastSent, ResponseCode.Changed));
                await requests[i - 1];
            }
        }

        [TestCase("answer")]
        [TestCase("update")]
        [TestCase("notification")]
        public async Task Each_exchange_starts_the_window_anew(string exchange)
        {
            CoapMessage observing = await Observe();
            _time.Advance(AwakeSeconds - 1);
            switch (exchange)
            {
                case "answer":
                    Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/0");
                    _channel.Deliver(Answer(_channel.LastSent, ResponseCode.Content));
                    await read;
                    break;
                case "update":
                    _channel.Deliver(Request(CoapCode.Post, _location));
                    break;
                default:
                    _channel.Deliver(Notification(observing, 2, "80"));
                    break;
            }

            _time.Advance(AwakeSeconds - 0.5);
            Assert.That(Queue.IsAwake, Is.True);
            _time.Advance(0.5);
            Assert.That(Queue.IsAwake, Is.False);
        }

        [Test]
        public async Task The_window_is_an_option()
        {
            await _server.DisposeAsync();
            Start(TimeSpan.FromSeconds(0.3), null);
            _time.Advance(0.25);
            Assert.That(Queue.IsAwake, Is.True);
            _time.Advance(0.25);
            Assert.That(Queue.IsAwake, Is.False);
        }

        [Test]
        public async Task More_than_the_limit_is_refused()
        {
            Sleep();
            Task<DeviceAnswer>[] requests = Enumerable.Range(0, DeviceQueue.MaxWaiting).Select(i => _server.ReadAsync("node", $"/3/0/{i}")).ToArray();
            DeviceAnswer refused = await _server.ReadAsync("node", "/3/0/9");

            Assert.That(refused.Outcome, Is.EqualTo(CoapOutcome.QueueFull));
            Assert.That(refused.ToString(), Is.EqualTo("refused: 64 requests wait for the device already"));
            Assert.That(requests.All(r => !r.IsCompleted), Is.True);
            Assert.That(Queue.ToList(), Has.Count.EqualTo(DeviceQueue.MaxWaiting));
        }

        [Test]
        public async Task A_request_expires()
        {
            await _server.DisposeAsync();
            Start(null, TimeSpan.FromSeconds(600));
            Sleep();
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/9");
            _time.Advance(100);
            Task<DeviceAnswer> later = _server.ReadAsync("node", "/3/0/0");
            _time.Advance(500);

            Assert.That((await read).Outcome, Is.EqualTo(CoapOutcome.QueueExpired));
            Assert.That(later.IsCompleted, Is.False);
            _channel.Deliver(Request(CoapCode.Post, _location));
            Assert.That(Sent(), Is.EqualTo(new[] { "2.04", "0.01 /3/0/0" }));
        }

        [Test]
        public void A_request_expires_with_the_lifetime_unless_told_otherwise()
        {
            Sleep();
            _ = _server.ReadAsync("node", "/3/0/9");
            QueuedRequest request = Queue.ToList().Single();
            Assert.That(request.ExpiresAt - request.QueuedAt, Is.EqualTo(TimeSpan.FromSeconds(LifetimeSeconds)));

            _channel.Deliver(Register("ep=forever", "lt=0", "Q"), s_elsewhere);
            Sleep();
            _ = _server.ReadAsync("forever", "/3/0/9");
            Assert.That(_server.Registrations.Find("forever").Queue.ToList().Single().ExpiresAt, Is.EqualTo(DateTimeOffset.MaxValue));
            _channel.Deliver(Request(CoapCode.Delete, _location));
            _time.Advance(10 * 86400);
            Assert.That(_server.Registrations.Find("forever").Queue.ToList(), Has.Count.EqualTo(1));
        }

        [Test]
        public async Task A_Deregister_clears_the_queue()
        {
            Sleep();
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/9");
            _channel.Deliver(Request(CoapCode.Delete, _location));

            DeviceAnswer answer = await read;
            Assert.That(answer.Outcome, Is.EqualTo(CoapOutcome.RegistrationEnded));
            Assert.That(answer.ToString(), Is.EqualTo("the registration ended while it waited for the device"));
            Assert.That(Sent(), Is.EqualTo(new[] { "2.02" }));
            _channel.Deliver(Register("ep=node", "Q"));
            Assert.That(Sent(), Is.EqualTo(new[] { "2.02", "2.01" }), "nothing is left");
        }

        [Test]
        public async Task A_registration_that_expires_clears_the_queue()
        {
            Sleep();
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/9");
            _time.Advance(LifetimeSeconds - AwakeSeconds);

            Assert.That((await read).Outcome, Is.EqualTo(CoapOutcome.RegistrationEnded));
            Assert.That(_channel.Sent, Is.Empty);
        }

        [Test]
        public void A_Register_without_queue_mode_is_the_end_of_waiting()
        {
            Sleep();
            _ = _server.ReadAsync("node", "/3/0/9");
            _channel.Deliver(Register("ep=node", "b=U"));
            Assert.That(Sent(), Is.EqualTo(new[] { "2.01", "0.01 /3/0/9" }));

            _channel.Deliver(Answer(_channel.LastSent, ResponseCode.Content));
            Assert.That(() => Queue.ToList(), Is.Empty);
            Sleep();
            Assert.That(Queue.IsAwake, Is.True);
        }

        [Test]
        public void A_Register_with_queue_mode_is_the_beginning_of_waiting()
        {
            _channel.Deliver(Register("ep=other", "b=U"), s_elsewhere);
            _channel.Deliver(Register("ep=other", "b=UQ"), s_elsewhere);
            Sleep();
            _ = _server.ReadAsync("other", "/3/0/9");

            Assert.That(_channel.Sent, Is.Empty);
        }

        [Test]
        public async Task A_request_that_waits_can_be_given_up()
        {
            using CancellationTokenSource stop = new();
            Sleep();
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/9", cancellation: stop.Token);
            Task<DeviceAnswer> other = _server.ReadAsync("node", "/3/0/0");
            await stop.CancelAsync();

            Assert.That(() => read, Throws.InstanceOf<OperationCanceledException>());
            _channel.Deliver(Request(CoapCode.Post, _location));
            Assert.That(Sent(), Is.EqualTo(new[] { "2.04", "0.01 /3/0/0" }));

            await _server.DisposeAsync();
            Assert.That(() => other, Throws.InstanceOf<OperationCanceledException>());
        }

        [Test]
        public async Task Observing_waits_like_everything_else()
        {
            Sleep();
            Task<DeviceAnswer> observe = _server.ObserveAsync("node", "/3/0/9");
            Assert.That(_server.Observations.ToList(), Is.Empty);
            _channel.Deliver(Request(CoapCode.Post, _location));
            CoapMessage request = _channel.LastSent;
            Assert.That(request.Unsigned(CoapOption.Observe), Is.EqualTo(0));

            _channel.Deliver(ObserveAnswer(request));
            Assert.That((await observe).IsObserved, Is.True);
            _channel.Deliver(Notification(request, 2, "79"));
            Assert.That(_server.Observations.ToList().Single().Notifications, Is.EqualTo(1));
        }

        [Test]
        public async Task Cancelling_waits_but_a_reset_does_not()
        {
            CoapMessage observing = await Observe();
            Sleep();
            Assert.That(await _server.ResetAsync("node", new[] { "/3/0/9" }), Is.True);

            Task<DeviceAnswer> cancel = _server.CancelAsync("node", new[] { "/3/0/9" });
            Assert.That(_channel.Sent, Is.Empty);
            _channel.Deliver(Notification(observing, 2, "79"));

            Assert.That(_channel.LastSent.Type, Is.EqualTo(CoapType.Reset));
            Assert.That((await cancel).Outcome, Is.EqualTo(CoapOutcome.NotObserved), "it is over already");
        }

        [Test]
        public async Task What_the_device_slept_over_is_put_back_and_sent_again_as_the_same_message()
        {
            _time.Advance(AwakeSeconds - 1);
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/9");
            Task<DeviceAnswer> next = _server.ReadAsync("node", "/3/0/0");
            _time.Advance(60);

            Assert.That(_channel.Sent, Has.Count.EqualTo(1), "no retransmission to a device that sleeps");
            Assert.That(_changes.Select(c => (c.Kind, c.Request.What, c.Waiting)), Is.EqualTo(new[] { (QueueChangeKind.PutBack, "read /3/0/9", 2) }));
            Assert.That(Queue.ToList().Select(r => (r.What, r.IsPutBack)), Is.EqualTo(new[] { ("read /3/0/9", true), ("read /3/0/0", false) }));

            _channel.Deliver(Request(CoapCode.Post, _location));
            Assert.That(Sent(), Is.EqualTo(new[] { "0.01 /3/0/9", "2.04", "0.01 /3/0/9" }));
            Assert.That(_channel.Sent[2].Bytes, Is.EqualTo(_channel.Sent[0].Bytes));
            _channel.Deliver(Answer(_channel.LastSent, ResponseCode.Content));
            Assert.That((await read).IsSuccess, Is.True);
            await SentAre("0.01 /3/0/9", "2.04", "0.01 /3/0/9", "0.01 /3/0/0");
            _channel.Deliver(Answer(_channel.LastSent, ResponseCode.Content));
            Assert.That((await next).IsSuccess, Is.True);
        }

        [Test]
        public async Task What_is_sent_again_late_is_another_message()
        {
            _time.Advance(AwakeSeconds - 1);
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/9");
            _time.Advance(RepeatSeconds + 1);
            _channel.Deliver(Request(CoapCode.Post, _location));

            Assert.That(Sent(), Is.EqualTo(new[] { "0.01 /3/0/9", "2.04", "0.01 /3/0/9" }));
            Assert.That(_channel.LastSent.MessageId, Is.Not.EqualTo(_channel.Sent[0].Message.MessageId));
            Assert.That(_channel.LastSent.Token, Is.EqualTo(_channel.Sent[0].Message.Token));

            _channel.Deliver(Answer(_channel.Sent[0].Message, ResponseCode.NotFound));
            _channel.Deliver(Answer(_channel.LastSent, ResponseCode.Content));
            Assert.That((await read).Code, Is.EqualTo(ResponseCode.Content));
        }

        [Test]
        public async Task What_must_not_be_done_twice_is_sent_again_only_as_the_same_message()
        {
            _time.Advance(AwakeSeconds - 1);
            Task<DeviceAnswer> execute = _server.ExecuteAsync("node", "/3/0/4");
            _time.Advance(RepeatSeconds - 1);
            _channel.Deliver(Request(CoapCode.Post, _location));
            Assert.That(Sent(), Is.EqualTo(new[] { "0.02 /3/0/4", "2.04", "0.02 /3/0/4" }));
            Assert.That(_channel.Sent[2].Bytes, Is.EqualTo(_channel.Sent[0].Bytes));

            _time.Advance(10);
            Assert.That((await execute).Outcome, Is.EqualTo(CoapOutcome.TimedOut));
            Assert.That(_channel.Sent, Has.Count.EqualTo(3));
            _time.Advance(AwakeSeconds);
            _channel.Deliver(Request(CoapCode.Post, _location));
            Assert.That(_channel.Sent, Has.Count.EqualTo(4));
        }

        [Test]
        public async Task What_must_not_be_done_twice_is_given_up_while_the_device_sleeps_on()
        {
            _time.Advance(AwakeSeconds - 1);
            Task<DeviceAnswer> execute = _server.ExecuteAsync("node", "/3/0/4");
            _time.Advance(RepeatSeconds);

            Assert.That((await execute).Outcome, Is.EqualTo(CoapOutcome.TimedOut));
            Assert.That(_channel.Sent, Has.Count.EqualTo(1));
        }

        [TestCase(false)]
        [TestCase(true)]
        public async Task What_must_not_be_done_twice_is_not_sent_again_to_a_device_that_began_anew(bool isAnsweredLate)
        {
            Task<DeviceAnswer> execute = _server.ExecuteAsync("node", "/3/0/4");
            CoapMessage request = _channel.LastSent;
            _time.Advance(1);
            _channel.Deliver(Register("ep=node", "Q"));
            if (isAnsweredLate)
            {
                _channel.Deliver(Answer(request, ResponseCode.Changed));
            }
            else
            {
                _time.Advance(10);
            }

            Assert.That((await execute).Outcome, Is.EqualTo(isAnsweredLate ? CoapOutcome.Answered : CoapOutcome.TimedOut));
            Assert.That(Sent(), Is.EqualTo(new[] { "0.02 /3/0/4", "2.01" }));
        }

        [Test]
        public void What_can_be_done_twice_is_sent_to_a_device_that_began_anew_as_another_message()
        {
            _ = _server.ReadAsync("node", "/3/0/9");
            _time.Advance(1);
            _channel.Deliver(Register("ep=node", "Q"), s_elsewhere);

            Assert.That(Sent(), Is.EqualTo(new[] { "0.01 /3/0/9", "2.01", "0.01 /3/0/9" }));
            Assert.That(_channel.Sent[2].Peer, Is.EqualTo(s_elsewhere));
            Assert.That(_channel.Sent[2].Message.MessageId, Is.Not.EqualTo(_channel.Sent[0].Message.MessageId));
        }

        // At some of these times it was sent again a moment before.
        [Test]
        public async Task A_device_that_slept_earlier_than_it_is_taken_for_gets_the_request_as_soon_as_it_is_heard([Range(4, 44, 2)] int seconds)
        {
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/9");
            _time.Advance(seconds);
            int sent = _channel.Sent.Count;
            Assert.That(sent, Is.InRange(2, 1 + CoapTiming.MaxRetransmit), "it is taken for awake");

            _channel.Deliver(Request(CoapCode.Post, _location));
            _channel.Deliver(Request(CoapCode.Post, _location));
            Assert.That(Sent()[sent..], Is.EqualTo(new[] { "2.04", "0.01 /3/0/9", "2.04" }), "once");
            Assert.That(_channel.Sent[sent + 1].Bytes, Is.EqualTo(_channel.Sent[0].Bytes));
            _channel.Deliver(Answer(_channel.Sent[sent + 1].Message, ResponseCode.Content));
            Assert.That((await read).IsSuccess, Is.True);
        }

        [Test]
        public void A_request_on_its_way_is_not_sent_again_because_the_device_is_heard()
        {
            _ = _server.ReadAsync("node", "/3/0/9");
            _time.Advance(1.9);
            _channel.Deliver(Request(CoapCode.Post, _location));

            Assert.That(Sent(), Is.EqualTo(new[] { "0.01 /3/0/9", "2.04" }));
        }

        [Test]
        public async Task A_device_that_does_not_answer_within_its_window_is_taken_for_asleep()
        {
            await _server.DisposeAsync();
            Start(TimeSpan.FromSeconds(1000), null);
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/9");
            _time.Advance(LongestRetransmissionSeconds);

            Assert.That(_channel.Sent, Has.Count.EqualTo(1 + CoapTiming.MaxRetransmit));
            Assert.That(Queue.IsAwake, Is.False);
            Assert.That(Queue.ToList().Single().IsPutBack, Is.True);
            Assert.That(read.IsCompleted, Is.False);
        }

        [Test]
        public async Task A_device_that_sleeps_over_a_request_again_and_again_is_not_asked_for_ever()
        {
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/9");
            const int Wakes = 3;
            for (int i = 0; i < Wakes; i++)
            {
                _time.Advance(600);
                Assert.That(_changes, Has.Count.EqualTo(i + 1));
                _channel.Deliver(Request(CoapCode.Post, _location));
            }

            _time.Advance(600);
            Assert.That((await read).Outcome, Is.EqualTo(CoapOutcome.TimedOut));
            Assert.That(_changes, Has.Count.EqualTo(Wakes));
        }

        [Test]
        public async Task An_answer_that_comes_when_the_device_was_thought_asleep_is_taken()
        {
            _time.Advance(AwakeSeconds - 1);
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/9");
            _time.Advance(60);
            _channel.Deliver(Answer(_channel.LastSent, ResponseCode.Content));

            Assert.That((await read).IsSuccess, Is.True);
            Assert.That(_channel.Sent, Has.Count.EqualTo(1));
            Assert.That(Queue.ToList(), Is.Empty);
        }

        [Test]
        public async Task A_request_that_is_acknowledged_is_not_put_back()
        {
            _time.Advance(AwakeSeconds - 1);
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/9");
            _channel.Deliver(new CoapMessage(CoapCode.Empty) { Type = CoapType.Acknowledgement, MessageId = _channel.LastSent.MessageId });
            _time.Advance(AwakeSeconds);

            Assert.That((await read).Outcome, Is.EqualTo(CoapOutcome.TimedOut));
            Assert.That(_changes, Is.Empty);
        }

        [Test]
        public async Task What_was_put_back_expires_and_can_be_cleared()
        {
            await _server.DisposeAsync();
            Start(null, TimeSpan.FromSeconds(600));
            _time.Advance(AwakeSeconds - 1);
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/9");
            Task<DeviceAnswer> next = _server.ReadAsync("node", "/3/0/0");
            _time.Advance(10);
            Assert.That(Queue.Clear(), Is.EqualTo(2));
            Assert.That(((await read).Outcome, (await next).Outcome), Is.EqualTo((CoapOutcome.QueueCleared, CoapOutcome.QueueCleared)));

            _channel.Deliver(Request(CoapCode.Post, _location));
            read = _server.ReadAsync("node", "/3/0/9");
            _time.Advance(600);
            Assert.That((await read).Outcome, Is.EqualTo(CoapOutcome.QueueExpired));
        }

        [Test]
        public async Task A_transfer_in_blocks_goes_on_after_a_sleep()
        {
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3", blockBytes: 16);
            CoapMessage first = Answer(_channel.LastSent, ResponseCode.Content, ContentFormat.PlainText, "0123456789abcdef");
            first.Add(CoapOption.Block2, 8u);
            _channel.Deliver(first);
            await SentAre("0.01 /3", "0.01 /3");
            _time.Advance(AwakeSeconds + 60);
            int sent = _channel.Sent.Count;
            Assert.That(Queue.ToList().Single().What, Is.EqualTo("read /3"));

            _channel.Deliver(Request(CoapCode.Post, _location));
            Assert.That(Sent().Skip(sent), Is.EqualTo(new[] { "2.04", "0.01 /3" }));
            CoapMessage last = Answer(_channel.LastSent, ResponseCode.Content, ContentFormat.PlainText, "XY");
            last.Add(CoapOption.Block2, 16u);
            _channel.Deliver(last);
            Assert.That(Text((await read).Payload), Is.EqualTo("0123456789abcdefXY"));
        }

        [Test]
        public async Task The_console_says_what_waits()
        {
            Sleep();
            Task read = _console.ExecuteAsync("read node /3/0/9");
            Task write = _console.ExecuteAsync("write node /1/0/1 60");
            await _console.ExecuteAsync("queue node");
            _time.Advance(10);
            await _console.ExecuteAsync("list");
            await _console.ExecuteAsync("queue node now");
            await _console.ExecuteAsync("queue node clear");
            await Task.WhenAll(read, write);
            await _console.ExecuteAsync("queue node");

            string[] lines = Lines();
            Assert.That(lines[..5], Is.EqualTo(new[]
            {
                "00:01:33 queued       node read /3/0/9: device asleep, 1 waiting",
                "00:01:33 queued       node write /1/0/1: device asleep, 2 waiting",
                "00:01:33 queue        node: asleep, 2 waiting",
                "           read /3/0/9: since 0 s, for 3600 s more",
                "           write /1/0/1: since 0 s, for 3600 s more",
            }));
            Assert.That(lines[6], Does.EndWith(", /1/0 /3/0 (asleep, 2 waiting)"));
            Assert.That(lines[7], Is.EqualTo("00:01:43 error        'now' is not clear"));
            Assert.That(lines[8..11], Is.EquivalentTo(new[]
            {
                "00:01:43 queue        node: 2 taken out",
                "00:01:43 error        node read /3/0/9: taken out of the queue (0.0 s)",
                "00:01:43 error        node write /1/0/1: taken out of the queue (0.0 s)",
            }));
            Assert.That(lines[11], Is.EqualTo("00:01:43 queue        node: asleep, nothing waiting"));
        }

        // OMA's LightweightM2M-1.x-int-108, Turn on Queue Mode, at the server.
        [TestCase("b=UQ", "binding UQ, queue mode")]
        [TestCase("Q", "binding U, queue mode")]
        public async Task Ets_108_the_server_lists_the_client_as_queue_mode(string query, string expected)
        {
            _channel.Deliver(Register("ep=ets", "lwm2m=1.1", query), s_elsewhere);
            Assert.That(_server.Registrations.Find("ets").IsQueueMode, Is.True);
            await _console.ExecuteAsync("list");

            Assert.That(Lines()[1], Does.Contain(expected).And.EndWith("(awake)"));
            _time.Advance(AwakeSeconds);
            await _console.ExecuteAsync("list");
            Assert.That(Lines()[^2], Does.Contain(expected).And.EndWith("(asleep)"));
        }

        // OMA's LightweightM2M-1.x-int-109, Behavior in Queue Mode, at the server.
        [Test]
        public async Task Ets_109_a_changed_lifetime_waits_for_the_Update_and_the_client_says_the_new_one()
        {
            _time.Advance(AwakeSeconds);
            Task change = _console.ExecuteAsync("write node /1/0/1 60");
            _time.Advance(300);
            Assert.That(_channel.Sent, Is.Empty);

            _channel.Deliver(Request(CoapCode.Post, _location));
            Assert.That(Sent(), Is.EqualTo(new[] { "2.04", "0.03 /1/0/1" }));
            Assert.That(Text(_channel.LastSent.Payload), Is.EqualTo("60"));
            _channel.Deliver(Answer(_channel.LastSent, ResponseCode.Changed));
            await change;
            _channel.Deliver(Request(CoapCode.Post, _location, "lt=60"));

            Assert.That(_server.Registrations.Find("node").LifetimeSeconds, Is.EqualTo(60));
            Assert.That(_server.Registrations.Find("node").IsQueueMode, Is.True, "an Update says nothing of it");
            Assert.That(Lines()[^1], Is.EqualTo("00:06:33 response     node write /1/0/1: 2.04 Changed"));
        }

        private DeviceQueue Queue => _server.Registrations.Find("node").Queue;

        private void Start(TimeSpan? awake, TimeSpan? expiry)
        {
            _changes.Clear();
            _time = new DeskServerManualTime();
            _channel = new DeskServerTestChannel();
            _server = new LwM2mServer(_channel, _time, awake: awake, queueExpiry: expiry);
            _output = new StringWriter();
            EventLog log = new(_output, false, _time);
            _console = new CommandConsole(_server, log);
            _server.QueueChanged += change =>
            {
                _changes.Add(change);
                QueueReport.Write(log, change);
            };
            _channel.Deliver(Register("ep=node", $"lt={LifetimeSeconds}", "lwm2m=1.1", "Q"));
            _location = LocationOf(_channel.LastSent);
            _channel.Sent.Clear();
        }

        private void Sleep()
        {
            _time.Advance(AwakeSeconds);
            _channel.Sent.Clear();
        }

        private async Task<CoapMessage> Observe()
        {
            Task<DeviceAnswer> observe = _server.ObserveAsync("node", "/3/0/9");
            CoapMessage request = _channel.LastSent;
            _channel.Deliver(ObserveAnswer(request));
            await observe;
            return request;
        }

        private static CoapMessage ObserveAnswer(CoapMessage request)
        {
            CoapMessage answer = Answer(request, ResponseCode.Content, ContentFormat.PlainText, "80");
            CoapMessage observed = new(answer.Code) { Type = answer.Type, MessageId = answer.MessageId, Token = answer.Token, Payload = answer.Payload };
            observed.Add(CoapOption.Observe, 1u);
            observed.Add(CoapOption.ContentFormat, (uint)ContentFormat.PlainText);
            return observed;
        }

        private static string LocationOf(CoapMessage answer) => string.Join('/', answer.Texts(CoapOption.LocationPath));

        // What the server sent: codes, and paths of requests.
        private string[] Sent() => _channel.Sent.Select(s =>
        {
            string path = string.Join('/', s.Message.Texts(CoapOption.UriPath));
            return $"{s.Message.Code >> 5}.{s.Message.Code & 31:D2}{(path.Length == 0 ? string.Empty : " /" + path)}";
        }).ToArray();

        // For what another thread does at once.
        private async Task SentAre(params string[] expected)
        {
            long end = Environment.TickCount64 + MaxWaitMilliseconds;
            while (_channel.Sent.Count < expected.Length && Environment.TickCount64 < end)
            {
                await Task.Yield();
            }

            Assert.That(Sent(), Is.EqualTo(expected));
        }

        private string[] Lines() => _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
