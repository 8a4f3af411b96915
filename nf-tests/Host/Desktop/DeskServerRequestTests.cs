using System;
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
    /// <summary>The desk server asks devices: no network, time by hand.</summary>
    public class DeskServerRequestTests
    {
        private const double LongestAckTimeoutSeconds = 3;
        private const double ResponseWaitSeconds = CoapTiming.MaxTransmitWaitMilliseconds / 1000;

        private DeskServerManualTime _time;
        private DeskServerTestChannel _channel;
        private LwM2mServer _server;

        [SetUp]
        public void Start()
        {
            _time = new DeskServerManualTime();
            _channel = new DeskServerTestChannel();
            _server = new LwM2mServer(_channel, _time);
            _channel.Deliver(Register("ep=node"));
            _channel.Sent.Clear();
        }

        [TearDown]
        public async Task Stop() => await _server.DisposeAsync();

        [Test]
        public async Task A_piggybacked_response()
        {
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/0", ContentFormat.PlainText);
            CoapMessage request = _channel.LastSent;
            Assert.That((request.Type, request.Code, request.Token.Length), Is.EqualTo((CoapType.Confirmable, CoapCode.Get, 4)));
            Assert.That(request.Texts(CoapOption.UriPath), Is.EqualTo(new[] { "3", "0", "0" }));
            Assert.That(request.Unsigned(CoapOption.Accept), Is.EqualTo(0));
            Assert.That(_channel.Sent[0].Peer, Is.EqualTo(DeskServerTestChannel.Address));

            _time.Advance(1.5);
            _channel.Deliver(Answer(request, ResponseCode.Content, ContentFormat.PlainText, "Acme"));
            DeviceAnswer answer = await read;

            Assert.That(answer.IsSuccess, Is.True);
            Assert.That(answer.Elapsed, Is.EqualTo(TimeSpan.FromSeconds(1.5)));
            Assert.That(answer.Values(out string problem).Single().ToString(), Is.EqualTo("/3/0/0 Manufacturer = \"Acme\""));
            Assert.That(problem, Is.Null);
            Assert.That(_channel.Sent, Has.Count.EqualTo(1));
        }

        [Test]
        public async Task A_separate_response_is_acknowledged_each_time_it_comes()
        {
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/0");
            CoapMessage request = _channel.LastSent;
            _channel.Deliver(new CoapMessage(CoapCode.Empty) { Type = CoapType.Acknowledgement, MessageId = request.MessageId });
            _time.Advance(ResponseWaitSeconds - 1);
            Assert.That(_channel.Sent, Has.Count.EqualTo(1), "no retransmission after the acknowledgement");

            CoapMessage response = Answer(request, ResponseCode.Content, ContentFormat.PlainText, "Acme");
            response.Type = CoapType.Confirmable;
            response.MessageId = 77;
            _channel.Deliver(response);
            _channel.Deliver(response);

            Assert.That((await read).IsSuccess, Is.True);
            Assert.That(_channel.Sent.Skip(1).Select(s => Convert.ToHexString(s.Bytes)), Is.EqualTo(new[] { "6000004D", "6000004D" }));
        }

        [TestCase(CoapType.Confirmable)]
        [TestCase(CoapType.NonConfirmable)]
        public async Task A_response_without_an_acknowledgement_is_taken(int type)
        {
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/0");
            CoapMessage response = Answer(_channel.LastSent, ResponseCode.NotFound);
            response.Type = type;
            response.MessageId = 77;
            _channel.Deliver(response);

            Assert.That((await read).ToString(), Is.EqualTo("4.04 Not Found"));
            _time.Advance(ResponseWaitSeconds);
            Assert.That(_channel.Sent, Has.Count.EqualTo(type == CoapType.Confirmable ? 2 : 1));
        }

        [Test]
        public async Task No_answer_after_four_retransmissions_of_the_same_bytes()
        {
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/0");
            _time.Advance(2 - 0.001);
            Assert.That(_channel.Sent, Has.Count.EqualTo(1));
            _time.Advance((LongestAckTimeoutSeconds * 31) - 2);
            DeviceAnswer answer = await read;

            Assert.That(answer.Outcome, Is.EqualTo(CoapOutcome.TimedOut));
            Assert.That(answer.IsSuccess, Is.False);
            Assert.That(answer.ToString(), Is.EqualTo("no answer"));
            Assert.That(_channel.Sent, Has.Count.EqualTo(1 + CoapTiming.MaxRetransmit));
            Assert.That(_channel.Sent.Select(s => Convert.ToHexString(s.Bytes)).Distinct().Count(), Is.EqualTo(1));
        }

        [Test]
        public async Task No_response_after_an_acknowledgement()
        {
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/0");
            _channel.Deliver(new CoapMessage(CoapCode.Empty) { Type = CoapType.Acknowledgement, MessageId = _channel.LastSent.MessageId });
            _time.Advance(ResponseWaitSeconds);

            Assert.That((await read).Outcome, Is.EqualTo(CoapOutcome.TimedOut));
        }

        [Test]
        public async Task A_reset_ends_the_request()
        {
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/0");
            _channel.Deliver(new CoapMessage(CoapCode.Empty) { Type = CoapType.Reset, MessageId = _channel.LastSent.MessageId });

            Assert.That((await read).Outcome, Is.EqualTo(CoapOutcome.Reset));
        }

        [Test]
        public async Task What_belongs_to_another_request_or_comes_from_another_is_not_taken()
        {
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/0");
            CoapMessage request = _channel.LastSent;
            CoapMessage good = Answer(request, ResponseCode.Content, ContentFormat.PlainText, "good");
            CoapMessage otherToken = Answer(request, ResponseCode.Content, ContentFormat.PlainText, "bad");
            otherToken.Token = new byte[] { 1, 2, 3 };
            CoapMessage otherId = Answer(request, ResponseCode.Content, ContentFormat.PlainText, "bad");
            otherId.MessageId ^= 1;
            EndPoint stranger = new IPEndPoint(IPAddress.Parse("192.0.2.9"), 40000);

            _channel.Deliver(otherToken);
            _channel.Deliver(otherId);
            _channel.Deliver(Answer(request, ResponseCode.Content, ContentFormat.PlainText, "bad"), stranger);
            _channel.Deliver(new CoapMessage(CoapCode.Empty) { Type = CoapType.Reset, MessageId = request.MessageId }, stranger);
            _channel.Deliver(good);

            Assert.That(Text((await read).Payload), Is.EqualTo("good"));
        }

        [Test]
        public async Task One_request_a_device_is_outstanding_and_the_rest_waits()
        {
            EndPoint other = new IPEndPoint(IPAddress.Parse("192.0.2.2"), 40000);
            _channel.Deliver(Register("ep=other"), other);
            _channel.Sent.Clear();
            Task<DeviceAnswer> first = _server.ReadAsync("node", "/3/0/0");
            Task<DeviceAnswer> second = _server.ReadAsync("node", "/3/0/1");
            Task<DeviceAnswer> elsewhere = _server.ReadAsync("other", "/3/0/2");
            Assert.That(_channel.Sent.Select(s => s.Message.Texts(CoapOption.UriPath)[2]), Is.EqualTo(new[] { "0", "2" }));

            // It registers anew meanwhile, from elsewhere: what waits goes there.
            EndPoint moved = new IPEndPoint(IPAddress.Parse("192.0.2.3"), 40000);
            _channel.Deliver(Register("ep=node"), moved);
            _channel.Deliver(Answer(_channel.Sent[0].Message, ResponseCode.Content));
            await first;
            await WaitUntil(() => _channel.Sent.Any(s => s.Peer.Equals(moved) && s.Message.Code == CoapCode.Get));
            _channel.Deliver(Answer(_channel.LastSent, ResponseCode.Content), moved);
            Assert.That((await second).IsSuccess, Is.True);

            _channel.Deliver(Answer(_channel.Sent[1].Message, ResponseCode.Content), other);
            Assert.That((await elsewhere).IsSuccess, Is.True);
        }

        [Test]
        public async Task A_device_that_is_not_registered_is_not_asked()
        {
            DeviceAnswer answer = await _server.ReadAsync("nobody", "/3/0/0");

            Assert.That(answer.Outcome, Is.EqualTo(CoapOutcome.NotRegistered));
            Assert.That(_channel.Sent, Is.Empty);
            Assert.That(() => _server.ReadAsync("node", "/3/x"), Throws.ArgumentException);
        }

        [Test]
        public void A_request_can_be_given_up()
        {
            using CancellationTokenSource stop = new();
            Task<DeviceAnswer> first = _server.ReadAsync("node", "/3/0/0", cancellation: stop.Token);
            Task<DeviceAnswer> waiting = _server.ReadAsync("node", "/3/0/1", cancellation: stop.Token);
            stop.Cancel();

            Assert.That(() => first, Throws.InstanceOf<OperationCanceledException>());
            Assert.That(() => waiting, Throws.InstanceOf<OperationCanceledException>());
            _time.Advance(ResponseWaitSeconds);
            Assert.That(_channel.Sent, Has.Count.EqualTo(1));
        }

        [Test]
        public async Task Stopping_the_server_ends_its_requests()
        {
            Task<DeviceAnswer> read = _server.ReadAsync("node", "/3/0/0");
            await _server.DisposeAsync();

            Assert.That(() => read, Throws.InstanceOf<OperationCanceledException>());
        }

        [Test]
        public void Each_operation_is_the_message_that_the_specification_says()
        {
            Assert.That(Sent(s => s.WriteAsync("node", "/1/0/1", "300")), Is.EqualTo("0.03 /1/0/1 ct=0 300"));
            Assert.That(Sent(s => s.WriteAsync("node", "/1/0", ContentFormat.Tlv, new byte[] { 65 })), Is.EqualTo("0.03 /1/0 ct=11542 A"));
            Assert.That(Sent(s => s.WriteAsync("node", "/1/0", ContentFormat.Tlv, new byte[] { 65 }, update: true)), Is.EqualTo("0.02 /1/0 ct=11542 A"));
            Assert.That(Sent(s => s.ExecuteAsync("node", "/1/0/8")), Is.EqualTo("0.02 /1/0/8"));
            Assert.That(Sent(s => s.ExecuteAsync("node", "/1/0/8", "0='a'")), Is.EqualTo("0.02 /1/0/8 ct=0 0='a'"));
            Assert.That(Sent(s => s.DiscoverAsync("node", "/3")), Is.EqualTo("0.01 /3 accept=40"));
            Assert.That(Sent(s => s.ReadAsync("node", "/3")), Is.EqualTo("0.01 /3"));
            Assert.That(Sent(s => s.CreateAsync("node", "/1", ContentFormat.Tlv, new byte[] { 66 })), Is.EqualTo("0.02 /1 ct=11542 B"));
            Assert.That(Sent(s => s.DeleteAsync("node", "/1/2")), Is.EqualTo("0.04 /1/2"));
            Assert.That(Sent(s => s.WriteAttributesAsync("node", "/3/0/9", new[] { "pmin=10", "pmax=" })), Is.EqualTo("0.03 /3/0/9 ?pmin=10 ?pmax="));
        }

        private string Sent(Func<LwM2mServer, Task<DeviceAnswer>> operation)
        {
            Task<DeviceAnswer> task = operation(_server);
            CoapMessage sent = _channel.LastSent;
            _channel.Deliver(Answer(sent, ResponseCode.Changed));
            task.GetAwaiter().GetResult();
            return string.Join(' ', new[] { $"{sent.Code >> 5}.{sent.Code & 31:D2}", "/" + string.Join('/', sent.Texts(CoapOption.UriPath)) }
                .Concat(sent.Unsigned(CoapOption.ContentFormat) is uint format ? new[] { $"ct={format}" } : Array.Empty<string>())
                .Concat(sent.Unsigned(CoapOption.Accept) is uint accept ? new[] { $"accept={accept}" } : Array.Empty<string>())
                .Concat(sent.Texts(CoapOption.UriQuery).Select(q => "?" + q))
                .Concat(sent.Payload.Length > 0 ? new[] { Text(sent.Payload) } : Array.Empty<string>()));
        }

        // For what another thread does at once.
        private static async Task WaitUntil(Func<bool> condition)
        {
            for (int i = 0; i < 10000 && !condition(); i++)
            {
                await Task.Yield();
            }

            Assert.That(condition());
        }
    }
}
