using Lwm2mNano;
using Lwm2mNano.Coap;
using Lwm2mNano.Hal;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class CoapMessageLayerTests
    {
        private const int FirstMessageId = 0x1234;
        private const int TokenBits = 0x44332211;
        private const string Token = "11223344";
        private const string OwnRequest = "44011234" + Token + "B131";

        private static FakeTransport s_transport;
        private static CoapMessageLayer s_layer;

        [TestMethod]
        public void A_request_is_confirmable_and_carries_a_random_token()
        {
            Start(0);
            Request(0);

            Sent(OwnRequest);
            Silence();
            Check.True(s_layer.IsRequestOutstanding);
        }

        [TestMethod]
        public void A_request_to_an_authenticated_peer_has_no_token()
        {
            Start(0);
            s_transport.IsPeerAuthenticated = true;
            Request(0);

            Sent("40011234B131");
            Arrive("61451234AA", CoapEvent.Handled, 1);
            Arrive("60451234", CoapEvent.Response, 2);
        }

        [TestMethod]
        public void Message_ids_wrap_around()
        {
            s_transport = new FakeTransport();
            s_transport.IsPeerAuthenticated = true;
            s_layer = new CoapMessageLayer(s_transport, new FakeRandom(-1));
            Request(0);
            Sent("4001FFFFB131");
            Arrive("6045FFFF", CoapEvent.Response, 1);
            Request(2);
            Sent("40010000B131");
        }

        [TestMethod]
        public void Retransmits_after_2_4_8_and_16_seconds_at_the_soonest()
        {
            Start(0);
            Retransmissions(2000);
        }

        [TestMethod]
        public void Retransmits_after_3_6_12_and_24_seconds_at_the_latest()
        {
            Start(1000);
            Retransmissions(3000);
        }

        [TestMethod]
        public void The_random_part_never_leaves_its_second()
        {
            int[] bits = { 1001, int.MaxValue, int.MinValue, -1, 123456789, -987654321 };
            for (int i = 0; i < bits.Length; i++)
            {
                Start(bits[i]);
                Request(100);
                Check.True(s_layer.NextDeadline >= 2100 && s_layer.NextDeadline <= 3100, bits[i].ToString());
            }
        }

        [TestMethod]
        public void A_call_that_comes_late_waits_the_whole_time_from_then()
        {
            Start(0);
            Request(0);
            Sent(OwnRequest);
            Check.Is((int)CoapEvent.None, (int)s_layer.Advance(50000));
            Sent(OwnRequest);
            Silence();
            Check.Is(54000, s_layer.NextDeadline);
        }

        [TestMethod]
        public void Another_request_follows_one_that_timed_out()
        {
            Start(0);
            Request(0);
            TimeOut();
            s_transport.Clear();
            Request(70000);
            Check.Is(1, s_transport.SentCount);
            Hex.AreEqual("44011235", s_transport.Sent(0), 0, 4);
        }

        [TestMethod]
        public void One_request_is_outstanding_at_a_time()
        {
            Start(0);
            Request(0);
            Assert.IsNull(s_layer.BeginRequest(CoapCode.Get));
            Arrive("60001234", CoapEvent.Handled, 10);
            Assert.IsNull(s_layer.BeginRequest(CoapCode.Get));
            Arrive("5445AAAA" + Token, CoapEvent.Response, 20);
            Assert.IsNotNull(s_layer.BeginRequest(CoapCode.Get));
        }

        [TestMethod]
        public void A_request_that_is_too_long_is_not_sent()
        {
            Start(0);
            CoapWriter writer = s_layer.BeginRequest(CoapCode.Get);
            writer.WriteOption(CoapOption.UriPath, new byte[Limits.MaxDatagramBytes], 0, Limits.MaxDatagramBytes);
            Check.False(s_layer.SendRequest(0));
            Silence();
            Check.False(s_layer.IsRequestOutstanding);
            Check.Is(CoapTiming.Never, s_layer.NextDeadline);
        }

        [TestMethod]
        public void A_datagram_that_cannot_be_sent_is_sent_again_in_time()
        {
            Start(0);
            s_transport.SendResult = TransportResult.NetworkDown;
            Request(0);
            Silence();
            s_transport.SendResult = TransportResult.Ok;
            s_layer.Advance(2000);
            Sent(OwnRequest);
        }

        [TestMethod]
        public void A_piggybacked_response_ends_the_request()
        {
            Start(0);
            Request(0);
            Sent(OwnRequest);
            Arrive("64451234" + Token + "FF3132", CoapEvent.Response, 500);

            Hex.AreEqual("3132", s_layer.Incoming.Buffer, s_layer.Incoming.PayloadOffset, s_layer.Incoming.PayloadLength);
            Silence();
            Check.False(s_layer.IsRequestOutstanding);
            Check.Is(CoapTiming.Never, s_layer.NextDeadline);
            Arrive("64451234" + Token + "FF3132", CoapEvent.Handled, 600);
            Silence();
        }

        [TestMethod]
        public void An_acknowledgement_stops_retransmission_and_the_response_is_awaited()
        {
            Start(0);
            Request(0);
            Sent(OwnRequest);
            Arrive("60001234", CoapEvent.Handled, 1000);

            Check.Is(1000 + CoapTiming.ExchangeLifetimeMilliseconds, s_layer.NextDeadline);
            Check.Is((int)CoapEvent.None, (int)s_layer.Advance(1000 + CoapTiming.ExchangeLifetimeMilliseconds - 1));
            Silence();
            Check.Is((int)CoapEvent.TimedOut, (int)s_layer.Advance(1000 + CoapTiming.ExchangeLifetimeMilliseconds));
            Check.False(s_layer.IsRequestOutstanding);
            Silence();
        }

        [TestMethod]
        public void A_second_acknowledgement_does_not_lengthen_the_wait()
        {
            Start(0);
            Request(0);
            Arrive("60001234", CoapEvent.Handled, 1000);
            Arrive("60001234", CoapEvent.Handled, 5000);
            Check.Is(1000 + CoapTiming.ExchangeLifetimeMilliseconds, s_layer.NextDeadline);
        }

        [TestMethod]
        public void A_separate_confirmable_response_is_acknowledged_each_time_it_comes()
        {
            Start(0);
            Request(0);
            Sent(OwnRequest);
            Arrive("60001234", CoapEvent.Handled, 1000);
            Arrive("4445AAAA" + Token, CoapEvent.Response, 2000);
            Sent("6000AAAA");
            Arrive("4445AAAA" + Token, CoapEvent.Handled, 4000);
            Sent("6000AAAA");
            Silence();
        }

        [TestMethod]
        public void A_confirmable_response_without_an_acknowledgement_before_is_taken()
        {
            Start(0);
            Request(0);
            Sent(OwnRequest);
            Arrive("4445AAAA" + Token, CoapEvent.Response, 2000);
            Sent("6000AAAA");
            Check.Is((int)CoapEvent.None, (int)s_layer.Advance(3000));
            Silence();
        }

        [TestMethod]
        public void A_separate_non_confirmable_response_is_taken_once_and_in_silence()
        {
            Start(0);
            Request(0);
            Sent(OwnRequest);
            Arrive("5445AAAA" + Token, CoapEvent.Response, 2000);
            Arrive("5445AAAA" + Token, CoapEvent.Handled, 2001);
            Silence();
        }

        [TestMethod]
        public void A_repeated_response_is_not_the_response_to_the_next_request()
        {
            Start(0);
            s_transport.IsPeerAuthenticated = true;
            Request(0);
            Arrive("4045AAAA", CoapEvent.Response, 1000);
            Request(2000);
            s_transport.Clear();
            Arrive("4045AAAA", CoapEvent.Handled, 3000);
            Sent("6000AAAA");
            Check.True(s_layer.IsRequestOutstanding);
        }

        [TestMethod]
        public void A_piggybacked_response_with_another_message_id_or_token_is_ignored()
        {
            Start(0);
            Request(0);
            Sent(OwnRequest);
            Arrive("64451235" + Token, CoapEvent.Handled, 1);
            Arrive("6445123411223345", CoapEvent.Handled, 2);
            Arrive("63451234112233", CoapEvent.Handled, 3);
            Arrive("654512341122334455", CoapEvent.Handled, 4);
            Arrive("60451234", CoapEvent.Handled, 5);
            Silence();
            Check.Is(2000, s_layer.NextDeadline);
            Arrive("64451234" + Token, CoapEvent.Response, 6);
        }

        [TestMethod]
        public void An_acknowledgement_or_reset_with_another_message_id_is_not_that_of_the_request()
        {
            Start(0);
            Request(0);
            Sent(OwnRequest);
            Arrive("60001235", CoapEvent.Handled, 1);
            Arrive("70001233", CoapEvent.OtherReset, 2);
            Check.Is(2000, s_layer.NextDeadline);
            Silence();
        }

        [TestMethod]
        public void A_reset_ends_the_request()
        {
            Start(0);
            Request(0);
            Sent(OwnRequest);
            Arrive("70001234", CoapEvent.Reset, 1);
            Check.False(s_layer.IsRequestOutstanding);
            Check.Is(CoapTiming.Never, s_layer.NextDeadline);
            Arrive("70001234", CoapEvent.OtherReset, 2);
            Silence();
        }

        [TestMethod]
        public void A_response_that_comes_as_a_reset_is_none()
        {
            Start(0);
            Request(0);
            Sent(OwnRequest);
            Arrive("74451234" + Token, CoapEvent.Handled, 1);
            Check.True(s_layer.IsRequestOutstanding);
            Silence();
        }

        [TestMethod]
        public void A_response_that_nobody_asked_for_is_reset_if_confirmable()
        {
            Start(0);
            Arrive("4445AAAA" + Token, CoapEvent.Handled, 1);
            Sent("7000AAAA");
            Arrive("5445AAAB" + Token, CoapEvent.Handled, 2);
            Arrive("6445AAAC" + Token, CoapEvent.Handled, 3);
            Silence();
        }

        [TestMethod]
        public void A_response_with_another_token_is_reset_and_the_request_stays()
        {
            Start(0);
            Request(0);
            Sent(OwnRequest);
            Arrive("4445AAAA11223345", CoapEvent.Handled, 1);
            Sent("7000AAAA");
            Arrive("4045AAAB", CoapEvent.Handled, 2);
            Sent("7000AAAB");
            Arrive("5445AAAC11223345", CoapEvent.Handled, 3);
            Silence();
            Check.True(s_layer.IsRequestOutstanding);
        }

        [TestMethod]
        public void A_response_after_giving_up_is_not_taken()
        {
            Start(0);
            Request(0);
            s_layer.CancelRequest();
            s_transport.Clear();
            Check.False(s_layer.IsRequestOutstanding);
            Check.Is(CoapTiming.Never, s_layer.NextDeadline);
            Arrive("64451234" + Token, CoapEvent.Handled, 1);
            Silence();
            Arrive("4445AAAA" + Token, CoapEvent.Handled, 2);
            Sent("7000AAAA");
        }

        [TestMethod]
        public void A_ping_is_answered_with_a_reset()
        {
            Start(0);
            Arrive("40004321", CoapEvent.Handled, 1);
            Sent("70004321");
            Arrive("40004321", CoapEvent.Handled, 2);
            Sent("70004321");
            Arrive("50004322", CoapEvent.Handled, 3);
            Silence();
        }

        [TestMethod]
        public void A_malformed_confirmable_message_is_reset()
        {
            Start(0);
            Arrive("4001AAAAFF", CoapEvent.Handled, 1);
            Sent("7000AAAA");
            Arrive("4901AAAB010203040506070809", CoapEvent.Handled, 2);
            Sent("7000AAAB");
            Arrive("40C1AAAC", CoapEvent.Handled, 3);
            Sent("7000AAAC");
            Arrive("4000AAAD00", CoapEvent.Handled, 4);
            Sent("7000AAAD");
            Silence();
        }

        [TestMethod]
        public void Other_malformed_messages_are_met_with_silence()
        {
            Start(0);
            Arrive("5001AAAAFF", CoapEvent.Handled, 1);
            Arrive("6001AAAAFF", CoapEvent.Handled, 2);
            Arrive("7001AAAAFF", CoapEvent.Handled, 3);
            Arrive("0001AAAA", CoapEvent.Handled, 4);
            Arrive("8001AAAA", CoapEvent.Handled, 5);
            Arrive("C001AAAA", CoapEvent.Handled, 6);
            Arrive("4001AA", CoapEvent.Handled, 7);
            Arrive("40", CoapEvent.Handled, 8);
            Silence();
        }

        [TestMethod]
        public void A_malformed_response_does_not_end_the_request()
        {
            Start(0);
            Request(0);
            Sent(OwnRequest);
            Arrive("64451234" + Token + "FF", CoapEvent.Handled, 1);
            Arrive("61001234AA", CoapEvent.Handled, 2);
            Silence();
            Check.Is(2000, s_layer.NextDeadline);
        }

        [TestMethod]
        public void A_request_in_an_acknowledgement_or_a_reset_is_ignored()
        {
            Start(0);
            Arrive("6001AAAAB133", CoapEvent.Handled, 1);
            Arrive("7001AAAAB133", CoapEvent.Handled, 2);
            Silence();
        }

        [TestMethod]
        public void Without_a_datagram_there_is_no_event()
        {
            Start(0);
            Check.Is((int)CoapEvent.None, (int)s_layer.Receive(0));
            s_transport.ReceiveResult = TransportResult.NetworkDown;
            Check.Is((int)CoapEvent.None, (int)s_layer.Receive(0));
            Check.Is((int)CoapEvent.None, (int)s_layer.Advance(1000000));
        }

        [TestMethod]
        public void A_confirmable_request_is_answered_on_its_acknowledgement()
        {
            Start(0);
            Arrive("4801AAAA0102030405060708B133", CoapEvent.Request, 1);
            Answer("FF37");
            Sent("6845AAAA0102030405060708FF37");
        }

        [TestMethod]
        public void A_non_confirmable_request_is_answered_likewise_with_a_message_id_of_its_own()
        {
            Start(0);
            Arrive("5101AAAA07B133", CoapEvent.Request, 1);
            Answer("");
            Sent("5145123407");
            Arrive("5101AAAB07B133", CoapEvent.Request, 1);
            Answer("");
            Sent("5145123507");
        }

        [TestMethod]
        public void A_repeated_request_gets_the_same_answer_and_is_not_served_again()
        {
            Start(0);
            Arrive("4101AAAA07B133", CoapEvent.Request, 0);
            Answer("FF37");
            Sent("6145AAAA07FF37");
            Arrive("4101AAAA07B133", CoapEvent.Handled, 1);
            Sent("6145AAAA07FF37");
            Arrive("4101AAAA07B133", CoapEvent.Handled, CoapTiming.ExchangeLifetimeMilliseconds - 1);
            Sent("6145AAAA07FF37");
            Silence();
        }

        [TestMethod]
        public void After_its_lifetime_a_request_is_a_new_one()
        {
            Start(0);
            Arrive("4101AAAA07B133", CoapEvent.Request, 0);
            Answer("");
            Arrive("4101AAAA07B133", CoapEvent.Request, CoapTiming.ExchangeLifetimeMilliseconds);
        }

        [TestMethod]
        public void A_repeated_non_confirmable_request_gets_the_same_answer_for_its_shorter_lifetime()
        {
            Start(0);
            Arrive("5101AAAA07B133", CoapEvent.Request, 0);
            Answer("");
            Sent("5145123407");
            Arrive("5101AAAA07B133", CoapEvent.Handled, CoapTiming.NonLifetimeMilliseconds - 1);
            Sent("5145123407");
            Silence();
            Arrive("5101AAAA07B133", CoapEvent.Request, CoapTiming.NonLifetimeMilliseconds);
        }

        [TestMethod]
        public void A_repetition_before_the_answer_waits_for_it()
        {
            Start(0);
            Arrive("4101AAAA07B133", CoapEvent.Request, 0);
            Arrive("4101AAAA07B133", CoapEvent.Handled, 1);
            Silence();
            Answer("");
            Sent("6145AAAA07");
        }

        [TestMethod]
        public void As_many_messages_as_promised_are_remembered_and_the_oldest_is_forgotten()
        {
            Start(0);
            for (int i = 0; i < Limits.MaxRememberedMessages; i++)
            {
                Arrive(Get(i), CoapEvent.Request, i);
                Answer("FF" + Hex.Text(new byte[] { (byte)i }));
                s_transport.TakeSent();
            }

            for (int i = 0; i < Limits.MaxRememberedMessages; i++)
            {
                Arrive(Get(i), CoapEvent.Handled, 100);
                Hex.AreEqual("6045" + Id(i) + "FF" + Hex.Text(new byte[] { (byte)i }), s_transport.TakeSent());
            }

            Arrive(Get(Limits.MaxRememberedMessages), CoapEvent.Request, 200);
            Answer("");
            s_transport.TakeSent();
            for (int i = 1; i <= Limits.MaxRememberedMessages; i++)
            {
                Arrive(Get(i), CoapEvent.Handled, 300);
            }

            Arrive(Get(0), CoapEvent.Request, 400);
        }

        [TestMethod]
        public void An_answer_that_had_to_make_room_is_not_sent_again_and_its_request_not_served_again()
        {
            Start(0);
            const int PayloadBytes = 150;
            const int AnswerBytes = 5 + PayloadBytes;
            int kept = Limits.RememberedAnswerBytes / AnswerBytes;
            for (int i = 0; i <= kept; i++)
            {
                Arrive(Get(i), CoapEvent.Request, i);
                AnswerWith(PayloadBytes, (byte)i);
            }

            s_transport.Clear();
            Arrive(Get(0), CoapEvent.Handled, 100);
            Silence();
            for (int i = 1; i <= kept; i++)
            {
                Arrive(Get(i), CoapEvent.Handled, 100);
                byte[] repeated = s_transport.TakeSent();
                Check.Is(AnswerBytes, repeated.Length);
                Hex.AreEqual("6045" + Id(i) + "FF", repeated, 0, 5);
                Check.Is((byte)i, repeated[5]);
                Check.Is((byte)i, repeated[AnswerBytes - 1]);
            }
        }

        [TestMethod]
        public void The_longest_answer_is_remembered()
        {
            Start(0);
            Arrive(Get(0), CoapEvent.Request, 0);
            AnswerWith(10, 1);
            Arrive(Get(1), CoapEvent.Request, 1);
            AnswerWith(Limits.MaxDatagramBytes - 5, 2);
            s_transport.Clear();
            Arrive(Get(1), CoapEvent.Handled, 2);
            byte[] repeated = s_transport.TakeSent();
            Check.Is(Limits.MaxDatagramBytes, repeated.Length);
            Check.Is((byte)2, repeated[Limits.MaxDatagramBytes - 1]);
        }

        [TestMethod]
        public void Answers_of_all_lengths_never_mix()
        {
            Start(0);
            int[] percents = { 0, 50, 3, 40, 80, 1, 6, 98, 25, 25, 25, 25, 25, 0, 0, 0 };
            int[] lengths = new int[percents.Length];
            for (int i = 0; i < lengths.Length; i++)
            {
                lengths[i] = 1 + (Limits.RememberedAnswerBytes * percents[i] / 100);
                Arrive(Get(i), CoapEvent.Request, i);
                AnswerWith(lengths[i], (byte)i);
                s_transport.Clear();
                for (int k = 0; k <= i; k++)
                {
                    Arrive(Get(k), CoapEvent.Handled, i);
                    byte[] repeated = s_transport.TakeSent();
                    if (repeated != null)
                    {
                        Check.Is(5 + lengths[k], repeated.Length);
                        Hex.AreEqual("6045" + Id(k) + "FF", repeated, 0, 5);
                        Check.Is((byte)k, repeated[5]);
                        Check.Is((byte)k, repeated[repeated.Length - 1]);
                    }
                    else
                    {
                        Check.True(k < i, "the newest answer is there");
                    }
                }
            }
        }

        [TestMethod]
        public void Requests_are_served_while_an_own_request_is_outstanding()
        {
            Start(0);
            Request(0);
            Sent(OwnRequest);
            Arrive("4101AAAA07B133", CoapEvent.Request, 1000);
            Answer("FF37");
            Sent("6145AAAA07FF37");
            Check.True(s_layer.IsRequestOutstanding);
            Check.Is(2000, s_layer.NextDeadline);
            s_layer.Advance(2000);
            Sent(OwnRequest);
            Arrive("64451234" + Token, CoapEvent.Response, 2500);
        }

        [TestMethod]
        public void A_request_of_the_peer_with_the_message_id_of_the_own_one_is_a_request()
        {
            Start(0);
            Request(0);
            Sent(OwnRequest);
            Arrive("44011234" + Token + "B133", CoapEvent.Request, 1);
            Answer("");
            Sent("64451234" + Token);
            Check.True(s_layer.IsRequestOutstanding);
        }

        [TestMethod]
        public void A_request_that_is_too_long_is_answered_once_with_413_and_what_would_fit()
        {
            Start(0);
            byte[] request = new byte[Limits.MaxDatagramBytes + 1];
            Hex.Bytes("4103AAAA07B133FF").CopyTo(request, 0);
            for (int i = 0; i < 2; i++)
            {
                s_transport.Arrive(request);
                Check.Is((int)CoapEvent.Handled, (int)s_layer.Receive(i));
                Sent("618DAAAA07 D10E05 D2140400");
            }

            Silence();
        }

        [TestMethod]
        public void A_response_that_is_too_long_is_not_taken()
        {
            Start(0);
            Request(0);
            Sent(OwnRequest);
            byte[] response = new byte[Limits.MaxDatagramBytes + 1];
            Hex.Bytes("44451234" + Token + "FF").CopyTo(response, 0);
            s_transport.Arrive(response);
            Check.Is((int)CoapEvent.Handled, (int)s_layer.Receive(1));
            Sent("70001234");
            Check.Is(2000, s_layer.NextDeadline);
        }

        [TestMethod]
        public void A_request_as_long_as_a_datagram_may_be_is_served()
        {
            Start(0);
            byte[] request = new byte[Limits.MaxDatagramBytes];
            Hex.Bytes("4103AAAA07B133FF").CopyTo(request, 0);
            s_transport.Arrive(request);
            Check.Is((int)CoapEvent.Request, (int)s_layer.Receive(0));
            Check.Is(Limits.MaxDatagramBytes - 8, s_layer.Incoming.PayloadLength);
        }

        [TestMethod]
        public void An_answer_can_be_begun_again()
        {
            Start(0);
            Arrive("4101AAAA07B133", CoapEvent.Request, 0);
            CoapWriter writer = s_layer.BeginAnswer(0x45);
            writer.WriteOption(CoapOption.ContentFormat, new byte[Limits.MaxDatagramBytes], 0, Limits.MaxDatagramBytes);
            s_layer.BeginAnswer(0xA0);
            s_layer.SendAnswer();
            Sent("61A0AAAA07");
        }

        [TestMethod]
        public void A_new_path_forgets_the_request_and_the_messages()
        {
            Start(0);
            Request(0);
            Arrive("4101AAAA07B133", CoapEvent.Request, 0);
            Answer("");
            s_layer.Restart();
            s_transport.Clear();
            Check.False(s_layer.IsRequestOutstanding);
            Check.Is(CoapTiming.Never, s_layer.NextDeadline);
            Arrive("4101AAAA07B133", CoapEvent.Request, 1);
            Arrive("64451234" + Token, CoapEvent.Handled, 2);
        }

        // Message id, token and random part of the time-out come from the same source, in this order.
        private static void Start(int timeoutBits)
        {
            s_transport = new FakeTransport();
            s_layer = new CoapMessageLayer(s_transport, new FakeRandom(FirstMessageId, TokenBits, timeoutBits));
        }

        private static void Request(long now)
        {
            CoapWriter writer = s_layer.BeginRequest(CoapCode.Get);
            Assert.IsNotNull(writer);
            writer.WriteOption(CoapOption.UriPath, Hex.Bytes("31"), 0, 1);
            Check.True(s_layer.SendRequest(now));
        }

        private static void Retransmissions(long timeout)
        {
            const long Start = 1000000;
            Request(Start);
            Sent(OwnRequest);
            long due = Start;
            for (int i = 0; i < CoapTiming.MaxRetransmit; i++)
            {
                due += timeout;
                timeout *= 2;
                Check.Is(due, s_layer.NextDeadline);
                Check.Is((int)CoapEvent.None, (int)s_layer.Advance(due - 1));
                Silence();
                Check.Is((int)CoapEvent.None, (int)s_layer.Advance(due));
                Sent(OwnRequest);
                Silence();
            }

            due += timeout;
            Check.Is(due, s_layer.NextDeadline);
            Check.Is((int)CoapEvent.None, (int)s_layer.Advance(due - 1));
            Check.Is((int)CoapEvent.TimedOut, (int)s_layer.Advance(due));
            Silence();
            Check.False(s_layer.IsRequestOutstanding);
            Check.Is(CoapTiming.Never, s_layer.NextDeadline);
            Check.Is((int)CoapEvent.None, (int)s_layer.Advance(due + 1000000));
            Silence();
        }

        private static void TimeOut()
        {
            int sent = 0;
            while (s_layer.Advance(s_layer.NextDeadline) != CoapEvent.TimedOut)
            {
                sent++;
            }

            Check.Is(CoapTiming.MaxRetransmit, sent);
        }

        private static void Arrive(string hex, CoapEvent expected, long now)
        {
            s_transport.Arrive(hex);
            Check.Is((int)expected, (int)s_layer.Receive(now), hex);
        }

        private static void Answer(string rest)
        {
            CoapWriter writer = s_layer.BeginAnswer(0x45);
            byte[] bytes = Hex.Bytes(rest);
            if (bytes.Length > 0)
            {
                int offset = writer.BeginPayload();
                for (int i = 1; i < bytes.Length; i++)
                {
                    writer.Buffer[offset + i - 1] = bytes[i];
                }

                writer.EndPayload(bytes.Length - 1);
            }

            s_layer.SendAnswer();
        }

        private static void AnswerWith(int count, byte filling)
        {
            CoapWriter writer = s_layer.BeginAnswer(0x45);
            int offset = writer.BeginPayload();
            for (int i = 0; i < count; i++)
            {
                writer.Buffer[offset + i] = filling;
            }

            writer.EndPayload(count);
            s_layer.SendAnswer();
        }

        private static string Id(int index)
        {
            return "A0" + Hex.Text(new byte[] { (byte)index });
        }

        private static string Get(int index)
        {
            return "4001" + Id(index) + "B133";
        }

        private static void Sent(string hex)
        {
            Hex.AreEqual(hex, s_transport.TakeSent());
        }

        private static void Silence()
        {
            Check.Is(0, s_transport.SentCount, "nothing more is sent");
        }
    }
}
