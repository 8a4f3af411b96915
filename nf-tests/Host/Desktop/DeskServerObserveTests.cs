using System;
using System.Collections.Generic;
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
    /// <summary>The desk server observes devices: no network, time by hand.</summary>
    public class DeskServerObserveTests
    {
        private static readonly EndPoint s_elsewhere = new IPEndPoint(IPAddress.Parse("192.0.2.9"), 40000);

        private DeskServerManualTime _time;
        private DeskServerTestChannel _channel;
        private LwM2mServer _server;
        private List<ObservationChange> _changes;

        [SetUp]
        public void Start()
        {
            _time = new DeskServerManualTime();
            _channel = new DeskServerTestChannel();
            _server = new LwM2mServer(_channel, _time);
            _changes = new List<ObservationChange>();
            _server.ObservationChanged += _changes.Add;
            _channel.Deliver(Register("ep=node", "lt=1000"));
            _channel.Sent.Clear();
        }

        [TearDown]
        public async Task Stop() => await _server.DisposeAsync();

        [Test]
        public async Task Observing_is_a_GET_with_Observe_0_and_the_first_value_its_answer()
        {
            Task<DeviceAnswer> observe = _server.ObserveAsync("node", "/3/0/9", ContentFormat.PlainText);
            CoapMessage request = _channel.LastSent;
            Assert.That(request.Code, Is.EqualTo(CoapCode.Get));
            Assert.That(request.Unsigned(CoapOption.Observe), Is.Zero);
            Assert.That(request.Unsigned(CoapOption.Accept), Is.Zero);
            Assert.That(request.Token, Has.Length.EqualTo(4));

            _channel.Deliver(Observed(request, 12, "80"));
            DeviceAnswer answer = await observe;
            Assert.That(answer.IsObserved, Is.True);
            Assert.That(answer.Values(out _).Single().Value, Is.EqualTo(80));
            Observation observation = _server.Observations.ToList().Single();
            Assert.That(observation.ToString(), Is.EqualTo("node /3/0/9"));
            Assert.That(observation.Sequence, Is.EqualTo(12));
            Assert.That(_changes, Is.Empty);
        }

        [Test]
        public async Task Observing_several_paths_is_a_FETCH_of_the_root()
        {
            Task<DeviceAnswer> observe = _server.ObserveCompositeAsync("node", new[] { "/3/0/9", "/1/0" }, ContentFormat.SenMlJson);
            CoapMessage request = _channel.LastSent;
            Assert.That(request.Code, Is.EqualTo(CoapCode.Fetch));
            Assert.That(request.Texts(CoapOption.UriPath), Is.Empty);
            Assert.That(request.Unsigned(CoapOption.Observe), Is.Zero);
            Assert.That(request.Unsigned(CoapOption.ContentFormat), Is.EqualTo(110));
            Assert.That(request.Unsigned(CoapOption.Accept), Is.EqualTo(110));
            Assert.That(Text(request.Payload), Is.EqualTo("[{\"n\":\"/3/0/9\"},{\"n\":\"/1/0\"}]"));

            CoapMessage answer = Answer(request, ResponseCode.Content, 110, "[{\"n\":\"/3/0/9\",\"v\":80},{\"n\":\"/1/0/1\",\"v\":300}]");
            answer.Add(CoapOption.Observe, 1u);
            _channel.Deliver(answer);
            Assert.That((await observe).Values(out string problem).Select(v => v.Path), Is.EqualTo(new[] { "/3/0/9", "/1/0/1" }), problem);
            Assert.That(_server.Observations.ToList().Single().IsComposite, Is.True);
            Assert.That(_server.Observations.Find("node", new[] { PathText.Parse("/1/0"), PathText.Parse("/3/0/9") }), Is.Not.Null, "in any order");
            Assert.That(_server.Observations.Find("node", new[] { PathText.Parse("/1/0") }), Is.Null);
        }

        [Test]
        public async Task A_device_that_does_not_observe_is_only_read()
        {
            Task<DeviceAnswer> observe = _server.ObserveAsync("node", "/3/0/9");
            CoapMessage request = _channel.LastSent;
            _channel.Deliver(Answer(request, ResponseCode.Content, 0, "80"));

            Assert.That((await observe).IsObserved, Is.False);
            Assert.That(_server.Observations.ToList(), Is.Empty);
            ExpectReset(Notification(request, 2, "81"));
        }

        [Test]
        public async Task A_refusal_is_no_observation()
        {
            Task<DeviceAnswer> observe = _server.ObserveAsync("node", "/3/0/99");
            CoapMessage request = _channel.LastSent;
            _channel.Deliver(Answer(request, ResponseCode.NotFound));

            Assert.That((await observe).ToString(), Is.EqualTo("4.04 Not Found"));
            Assert.That(_server.Observations.ToList(), Is.Empty);
            ExpectReset(Notification(request, 2, "81"));
        }

        [Test]
        public async Task No_answer_is_no_observation()
        {
            Task<DeviceAnswer> observe = _server.ObserveAsync("node", "/3/0/9");
            CoapMessage request = _channel.LastSent;
            _time.Advance(100);

            Assert.That((await observe).Outcome, Is.EqualTo(CoapOutcome.TimedOut));
            ExpectReset(Notification(request, 2, "81", CoapType.Confirmable));
        }

        [TestCase(CoapType.Confirmable, "6000")]
        [TestCase(CoapType.NonConfirmable, null)]
        public async Task A_notification_is_told_and_a_confirmable_one_acknowledged(int type, string acknowledgement)
        {
            CoapMessage request = await Observe("/3/0/9", 12);
            _time.Advance(10);
            CoapMessage notification = Notification(request, 13, "79", type);
            _channel.Deliver(notification);

            ObservationChange change = _changes.Single();
            Assert.That(change.Kind, Is.EqualTo(ObservationChangeKind.Notified));
            Assert.That(change.Sequence, Is.EqualTo(13));
            Assert.That(change.IsConfirmable, Is.EqualTo(type == CoapType.Confirmable));
            Assert.That(change.Elapsed, Is.EqualTo(TimeSpan.FromSeconds(10)));
            Assert.That(change.Answer.Values(out _).Single().Value, Is.EqualTo(79));
            Assert.That(change.Observation.History, Is.EqualTo(new[] { 80.0, 79.0 }));
            string[] sent = _channel.Sent.Select(s => Convert.ToHexString(s.Bytes)).ToArray();
            Assert.That(sent, Is.EqualTo(acknowledgement == null ? Array.Empty<string>() : new[] { acknowledgement + $"{notification.MessageId:X4}" }));
        }

        [Test]
        public async Task A_notification_sent_again_is_acknowledged_again_and_told_once()
        {
            CoapMessage request = await Observe("/3/0/9", 12);
            CoapMessage notification = Notification(request, 13, "79", CoapType.Confirmable);
            CoapMessage light = Notification(request, 14, "78");
            _channel.Deliver(notification);
            _channel.Deliver(notification);
            _channel.Deliver(light);
            _channel.Deliver(light);
            _channel.Deliver(notification);

            Assert.That(_changes.Select(c => c.Sequence), Is.EqualTo(new[] { 13, 14 }));
            Assert.That(_channel.Sent.Select(s => s.Message.Type), Is.EqualTo(Enumerable.Repeat(CoapType.Acknowledgement, 3)));
        }

        [TestCase(100, 101, 0, true)]
        [TestCase(100, 100, 0, false)]
        [TestCase(100, 99, 0, false)]
        [TestCase(0xFFFFFF, 0, 0, true)]
        [TestCase(0xFFFFF0, 3, 0, true)]
        [TestCase(3, 0xFFFFF0, 0, false)]
        [TestCase(0, (1 << 23) - 1, 0, true)]
        [TestCase(0, 1 << 23, 0, false)]
        [TestCase(100, 99, 128, false)]
        [TestCase(100, 99, 128.001, true)]
        [TestCase(100, 100, 129, true)]
        public async Task A_notification_that_was_overtaken_is_not_told(int first, int second, double seconds, bool isNewer)
        {
            CoapMessage request = await Observe("/3/0/9", first);
            _time.Advance(seconds);
            _channel.Deliver(Notification(request, second, "79", CoapType.Confirmable));

            Assert.That(_changes.Single().Kind, Is.EqualTo(isNewer ? ObservationChangeKind.Notified : ObservationChangeKind.Overtaken));
            Assert.That(_channel.LastSent.Type, Is.EqualTo(CoapType.Acknowledgement));
            Assert.That(_server.Observations.ToList().Single().Sequence, Is.EqualTo(isNewer ? second : first));
            Assert.That(_server.Observations.ToList().Single().Values.Single().Value, Is.EqualTo(isNewer ? 79 : 80));
        }

        [TestCase(CoapType.Confirmable)]
        [TestCase(CoapType.NonConfirmable)]
        public async Task What_nobody_asked_for_is_reset(int type)
        {
            CoapMessage request = await Observe("/3/0/9", 12);
            CoapMessage unknown = Notification(request, 13, "79", type);
            unknown.Token = new byte[] { 1, 2, 3 };
            ExpectReset(unknown);
            ExpectReset(unknown);

            ExpectReset(Notification(request, 13, "79", type), s_elsewhere);
            Assert.That(_changes, Is.Empty);
            Assert.That(_server.Observations.ToList(), Has.Count.EqualTo(1));
        }

        [Test]
        public async Task Two_observations_do_not_mix()
        {
            CoapMessage level = await Observe("/3/0/9", 12);
            CoapMessage zone = await Observe("/3/0/15", 1);
            _channel.Deliver(Notification(zone, 2, "UTC"));
            _channel.Deliver(Notification(level, 13, "79"));

            Assert.That(_changes.Select(c => c.Observation.ToString()), Is.EqualTo(new[] { "node /3/0/15", "node /3/0/9" }));
            Assert.That(_changes.Select(c => c.Answer.Values(out _).Single().Text), Is.EqualTo(new[] { "\"UTC\"", "79 %" }));
        }

        [Test]
        public async Task Observing_again_keeps_the_token_and_takes_the_place_of_the_old_one()
        {
            CoapMessage first = await Observe("/3/0/9", 12);
            Task<DeviceAnswer> again = _server.ObserveAsync("node", "/3/0/9", ContentFormat.SenMlJson);
            CoapMessage second = _channel.LastSent;
            Assert.That(second.Token, Is.EqualTo(first.Token));
            Assert.That(second.Unsigned(CoapOption.Accept), Is.EqualTo(110));
            _channel.Deliver(Observed(second, 1, "80"));
            await again;
            _channel.Deliver(Notification(second, 2, "79"));

            Assert.That(_server.Observations.ToList(), Has.Count.EqualTo(1));
            Assert.That(_changes.Single().Kind, Is.EqualTo(ObservationChangeKind.Notified));
        }

        [TestCase(CoapType.Confirmable)]
        [TestCase(CoapType.NonConfirmable)]
        public async Task An_error_notification_ends_it(int type)
        {
            CoapMessage request = await Observe("/3/0/9", 12);
            _channel.Deliver(Notification(request, -1, string.Empty, type, ResponseCode.NotFound));

            Assert.That(_changes.Single().Kind, Is.EqualTo(ObservationChangeKind.Ended));
            Assert.That(_changes.Single().Reason, Is.EqualTo("the device notified 4.04 Not Found"));
            Assert.That(_channel.Sent.Select(s => s.Message.Type), Has.All.EqualTo(CoapType.Acknowledgement));
            Assert.That(_server.Observations.ToList(), Is.Empty);
            ExpectReset(Notification(request, 14, "79"));
        }

        [Test]
        public async Task A_notification_without_Observe_ends_it()
        {
            CoapMessage request = await Observe("/3/0/9", 12);
            _channel.Deliver(Notification(request, -1, "79", CoapType.Confirmable));

            Assert.That(_changes.Single().Reason, Is.EqualTo("the device notified without Observe"));
            Assert.That(_channel.LastSent.Type, Is.EqualTo(CoapType.Acknowledgement));
        }

        [Test]
        public async Task Cancelling_is_the_same_request_with_Observe_1()
        {
            CoapMessage request = await Observe("/3/0/9", 12);
            Task<DeviceAnswer> cancel = _server.CancelAsync("node", new[] { "/3/0/9" });
            CoapMessage second = _channel.LastSent;
            Assert.That(second.Code, Is.EqualTo(CoapCode.Get));
            Assert.That(second.Token, Is.EqualTo(request.Token));
            Assert.That(second.Unsigned(CoapOption.Observe), Is.EqualTo(1));
            Assert.That(string.Join('/', second.Texts(CoapOption.UriPath)), Is.EqualTo("3/0/9"));

            // A notification that crosses it is one, not the answer.
            _channel.Deliver(Notification(request, 13, "79"));
            Assert.That(_changes.Single().Sequence, Is.EqualTo(13));
            Assert.That(cancel.IsCompleted, Is.False);

            _channel.Deliver(Answer(second, ResponseCode.Content, 0, "78"));
            Assert.That((await cancel).Values(out _).Single().Value, Is.EqualTo(78));
            Assert.That(_server.Observations.ToList(), Is.Empty);
            ExpectReset(Notification(request, 14, "77"));
            Assert.That(_changes, Has.Count.EqualTo(1));
        }

        [Test]
        public async Task Cancelling_a_composite_observation_repeats_its_FETCH()
        {
            Task<DeviceAnswer> observe = _server.ObserveCompositeAsync("node", new[] { "/3/0/9", "/1/0" });
            CoapMessage request = _channel.LastSent;
            _channel.Deliver(Observed(request, 1, string.Empty));
            await observe;
            Task<DeviceAnswer> cancel = _server.CancelAsync("node", new[] { "/3/0/9", "/1/0" });

            Assert.That(_channel.LastSent.Code, Is.EqualTo(CoapCode.Fetch));
            Assert.That(_channel.LastSent.Payload, Is.EqualTo(request.Payload));
            Assert.That(_channel.LastSent.Token, Is.EqualTo(request.Token));
            Assert.That(_channel.LastSent.Unsigned(CoapOption.Observe), Is.EqualTo(1));
            _channel.Deliver(Answer(_channel.LastSent, ResponseCode.Content));
            await cancel;
            Assert.That(_server.Observations.ToList(), Is.Empty);
        }

        [Test]
        public async Task Cancelling_without_an_answer_ends_it_all_the_same()
        {
            CoapMessage request = await Observe("/3/0/9", 12);
            Task<DeviceAnswer> cancel = _server.CancelAsync("node", new[] { "/3/0/9" });
            _time.Advance(100);

            Assert.That((await cancel).Outcome, Is.EqualTo(CoapOutcome.TimedOut));
            ExpectReset(Notification(request, 13, "79"));
        }

        [Test]
        public async Task What_is_not_observed_is_not_cancelled()
        {
            await Observe("/3/0/9", 12);

            Assert.That((await _server.CancelAsync("node", new[] { "/3/0/8" })).Outcome, Is.EqualTo(CoapOutcome.NotObserved));
            Assert.That((await _server.CancelAsync("node", new[] { "/3/0/9", "/3/0/8" })).Outcome, Is.EqualTo(CoapOutcome.NotObserved));
            Assert.That((await _server.CancelAsync("nobody", new[] { "/3/0/9" })).Outcome, Is.EqualTo(CoapOutcome.NotRegistered));
            Assert.That(await _server.ResetAsync("node", new[] { "/3/0/8" }), Is.False);
            Assert.That(_channel.Sent, Is.Empty);
        }

        [TestCase(CoapType.Confirmable)]
        [TestCase(CoapType.NonConfirmable)]
        public async Task Cancelling_by_a_reset_waits_for_the_next_notification(int type)
        {
            CoapMessage request = await Observe("/3/0/9", 12);
            Assert.That(await _server.ResetAsync("node", new[] { "/3/0/9" }), Is.True);
            Assert.That(_server.Observations.ToList().Single().IsResetting, Is.True);
            Assert.That(_channel.Sent, Is.Empty);

            ExpectReset(Notification(request, 13, "79", type));
            Assert.That(_changes.Single().Kind, Is.EqualTo(ObservationChangeKind.Ended));
            Assert.That(_changes.Single().Reason, Is.EqualTo("reset by this server"));
            Assert.That(_server.Observations.ToList(), Is.Empty);
        }

        [Test]
        public async Task Registering_anew_ends_what_was_observed()
        {
            CoapMessage request = await Observe("/3/0/9", 12);
            _channel.Deliver(Register("ep=other"));
            Assert.That(_changes, Is.Empty);
            _channel.Deliver(Register("ep=node"));

            Assert.That(_changes.Single().Reason, Is.EqualTo("the device registered anew"));
            ExpectReset(Notification(request, 13, "79"));
        }

        [Test]
        public async Task Deregistering_ends_what_was_observed()
        {
            CoapMessage request = await Observe("/3/0/9", 12);
            _channel.Deliver(Request(CoapCode.Delete, _server.Registrations.Find("node").Location));

            Assert.That(_changes.Single().Reason, Is.EqualTo("the device deregistered"));
            ExpectReset(Notification(request, 13, "79"));
        }

        [Test]
        public async Task Expiring_ends_what_was_observed()
        {
            CoapMessage request = await Observe("/3/0/9", 12);
            _time.Advance(1000);

            Assert.That(_changes.Single().Reason, Is.EqualTo("the registration expired"));
            ExpectReset(Notification(request, 13, "79"));
        }

        [Test]
        public async Task A_device_that_moves_keeps_what_was_observed()
        {
            CoapMessage request = await Observe("/3/0/9", 12);
            _channel.Deliver(Request(CoapCode.Post, _server.Registrations.Find("node").Location), s_elsewhere);
            _channel.Deliver(Notification(request, 13, "79"), s_elsewhere);

            Assert.That(_changes.Single().Sequence, Is.EqualTo(13));
            ExpectReset(Notification(request, 14, "79"));
        }

        [Test]
        public async Task A_separate_answer_observes_too_and_so_does_a_notification_that_is_faster_than_it()
        {
            Task<DeviceAnswer> observe = _server.ObserveAsync("node", "/3/0/9");
            CoapMessage request = _channel.LastSent;
            _channel.Deliver(new CoapMessage(CoapCode.Empty) { Type = CoapType.Acknowledgement, MessageId = request.MessageId });
            _channel.Deliver(Notification(request, 12, "80", CoapType.Confirmable));
            Assert.That((await observe).IsObserved, Is.True);
            Assert.That(_changes, Is.Empty);

            _channel.Deliver(Notification(request, 13, "79"));
            Assert.That(_changes.Single().Sequence, Is.EqualTo(13));
        }

        [Test]
        public async Task The_last_24_numbers_are_kept()
        {
            CoapMessage request = await Observe("/3/0/9", 0);
            for (int i = 1; i <= 30; i++)
            {
                _channel.Deliver(Notification(request, i, $"{i}"));
            }

            Assert.That(_server.Observations.ToList().Single().History, Is.EqualTo(Enumerable.Range(7, 24).Select(i => (double)i)));
            Assert.That(_server.Observations.ToList().Single().Notifications, Is.EqualTo(30));
        }

        [Test]
        public async Task Observing_can_be_given_up()
        {
            using CancellationTokenSource stop = new();
            Task<DeviceAnswer> observe = _server.ObserveAsync("node", "/3/0/9", cancellation: stop.Token);
            CoapMessage request = _channel.LastSent;
            await stop.CancelAsync();

            Assert.That(() => observe, Throws.InstanceOf<OperationCanceledException>());
            ExpectReset(Notification(request, 2, "81"));
        }

        private static CoapMessage Observed(CoapMessage request, int sequence, string payload)
        {
            CoapMessage answer = Answer(request, ResponseCode.Content, 0, payload);
            answer.Add(CoapOption.Observe, (uint)sequence);
            return answer;
        }

        // Observes with 80 as the first value, and forgets what was sent.
        private async Task<CoapMessage> Observe(string path, int sequence)
        {
            Task<DeviceAnswer> observe = _server.ObserveAsync("node", path);
            CoapMessage request = _channel.LastSent;
            _channel.Deliver(Observed(request, sequence, "80"));
            Assert.That((await observe).IsObserved, Is.True);
            _channel.Sent.Clear();
            return request;
        }

        private void ExpectReset(CoapMessage notification, EndPoint peer = null)
        {
            _channel.Deliver(notification, peer);
            Assert.That(Convert.ToHexString(_channel.Sent[^1].Bytes), Is.EqualTo($"7000{notification.MessageId:X4}"));
        }
    }
}
