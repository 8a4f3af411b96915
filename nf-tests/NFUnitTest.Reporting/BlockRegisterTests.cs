using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// A registration's links in blocks (Block1 of the client's own requests, RFC 7959, sections 2.3 and 2.5).
    /// </summary>
    [TestClass]
    public class BlockRegisterTests
    {
        private const int Instances = 100;
        private const int Largest = 5;
        private const int Size = 512;

        [TestMethod]
        public void Links_longer_than_a_message_are_registered_in_blocks()
        {
            BlockPeer peer = Started(Instances);
            int total = peer.Size1;
            Check.True(total > 2 * Size);
            Check.Is(BlockOption.Make(0, true, Largest), peer.Block1);
            Check.Is(Size, peer.Count);
            byte[] body = Hex.Bytes(peer.Fixture.PayloadHex);
            string token = Token(peer);
            int messageId = peer.Fixture.Answer.MessageId;
            peer.Fixture.ExpectSilence();

            for (int i = 1; i <= total / Size; i++)
            {
                peer.Respond(231, peer.Block1);
                peer.Take();
                ExpectRegister(peer);
                Check.Is(BlockOption.Make(i, i < total / Size, Largest), peer.Block1);
                Check.Is(BlockPeer.None, peer.Size1);
                Check.Is(token, Token(peer));
                Check.True(messageId != peer.Fixture.Answer.MessageId);
                Check.Is(i < total / Size ? Size : total % Size, peer.Count);
                messageId = peer.Fixture.Answer.MessageId;
                body = Hex.Join(body, Hex.Bytes(peer.Fixture.PayloadHex));
                Check.True(peer.Fixture.Client.State == RegistrationState.Registering);
            }

            peer.Respond(201, peer.Block1);
            Check.True(peer.Fixture.Client.State == RegistrationState.Registered);
            peer.Fixture.ExpectSilence();
            Check.Is(total, body.Length);
            Hex.AreEqual(Hex.Text(Hex.Ascii(Links(Instances))), body);
        }

        [TestMethod]
        public void Server_asks_for_smaller_blocks_when_it_takes_the_first()
        {
            BlockPeer peer = Started(Instances);
            int total = peer.Size1;
            byte[] body = Hex.Bytes(peer.Fixture.PayloadHex);
            peer.Respond(231, BlockOption.Make(0, true, 3));
            peer.Take();

            // 512 bytes are there: what follows is number 4 of the blocks of 128.
            Check.Is(BlockOption.Make(4, true, 3), peer.Block1);
            Check.Is(128, peer.Count);
            body = Rest(peer, Hex.Join(body, Hex.Bytes(peer.Fixture.PayloadHex)));
            Check.Is(total, body.Length);
            Hex.AreEqual(Hex.Text(Hex.Ascii(Links(Instances))), body);
            Check.True(peer.Fixture.Client.State == RegistrationState.Registered);
        }

        [TestMethod]
        public void Server_asks_for_smaller_blocks_in_the_middle_and_never_gets_larger_ones()
        {
            BlockPeer peer = Started(Instances);
            byte[] body = Hex.Bytes(peer.Fixture.PayloadHex);
            peer.Respond(231, BlockOption.Make(0, true, 6));
            peer.Take();
            Check.Is(BlockOption.Make(1, true, Largest), peer.Block1);
            body = Hex.Join(body, Hex.Bytes(peer.Fixture.PayloadHex));
            peer.Respond(231, BlockOption.Make(1, true, 2));
            peer.Take();
            Check.Is(BlockOption.Make(16, true, 2), peer.Block1);
            body = Hex.Join(body, Hex.Bytes(peer.Fixture.PayloadHex));
            peer.Respond(231, BlockOption.Make(16, true, 4));
            peer.Take();
            Check.Is(2, BlockOption.Exponent(peer.Block1));
            body = Rest(peer, Hex.Join(body, Hex.Bytes(peer.Fixture.PayloadHex)));
            Hex.AreEqual(Hex.Text(Hex.Ascii(Links(Instances))), body);
        }

        [TestMethod]
        public void Server_to_which_the_first_block_is_too_large_gets_smaller_ones()
        {
            BlockPeer peer = Started(Instances);
            int total = peer.Size1;
            peer.Respond(413, BlockOption.Make(0, true, 2));
            peer.Take();
            ExpectRegister(peer);
            Check.Is(BlockOption.Make(0, true, 2), peer.Block1);
            Check.Is(64, peer.Count);
            Check.Is(total, peer.Size1);
            byte[] body = Rest(peer, Hex.Bytes(peer.Fixture.PayloadHex));
            Hex.AreEqual(Hex.Text(Hex.Ascii(Links(Instances))), body);
        }

        [TestMethod]
        public void What_is_sent_stays_though_others_read_much()
        {
            // The links are in the buffer that long answers come from.
            BlockPeer peer = Started(Instances);
            peer.Bulk.SetText(BlockPeer.Pattern(1200, 1));
            byte[] body = Hex.Bytes(peer.Fixture.PayloadHex);
            peer.Respond(413, BlockOption.Make(0, true, 3));
            byte[] first = peer.Fixture.Transport.TakeSent();
            Check.Is(503, peer.Get("/26250/0/1", BlockPeer.None));
            Check.Is(503, peer.Get("/26250/0/1", BlockOption.Make(1, false, 2)));
            Check.Is(205, peer.Get("/3/0/0", BlockPeer.None));
            peer.Fixture.Transport.Arrive(Continue(first, BlockOption.Make(0, true, 3)));
            peer.Fixture.Step();
            peer.Take();
            Check.Is(BlockOption.Make(1, true, 3), peer.Block1);
            byte[] links = Hex.Ascii(Links(Instances));
            Hex.AreEqual(Hex.Text(links, 128, 128), Hex.Bytes(peer.Fixture.PayloadHex));
            Rest(peer, body);

            // The buffer is free again.
            Check.Is(1200, peer.GetAll("/26250/0/1", Largest).Length);
        }

        [TestMethod]
        public void Lost_blocks_are_sent_again()
        {
            BlockPeer peer = Started(Instances);
            string first = Hex.Text(peer.Fixture.AnswerBytes);
            peer.Fixture.Run(4);
            peer.Take();
            Check.Is(first, Hex.Text(peer.Fixture.AnswerBytes));
            peer.Respond(231, peer.Block1);
            peer.Take();
            string second = Hex.Text(peer.Fixture.AnswerBytes);
            Check.True(first != second);

            // The block is lost, then its acknowledgement, which comes twice in the end.
            peer.Fixture.Run(4);
            peer.Take();
            Check.Is(second, Hex.Text(peer.Fixture.AnswerBytes));
            byte[] late = Continue(peer.Fixture.AnswerBytes, peer.Block1);
            peer.Fixture.Transport.Arrive(late);
            peer.Fixture.Transport.Arrive(late);
            peer.Fixture.Step();
            peer.Take();
            Check.Is(2, BlockOption.Number(peer.Block1));
            peer.Fixture.ExpectSilence();
            Rest(peer, new byte[0]);
            Check.Is(1, peer.Fixture.Observer.Count(ClientEvent.Registered));
        }

        [TestMethod]
        public void Separate_answers_carry_a_registration_as_well()
        {
            BlockPeer peer = Started(Instances);
            peer.Fixture.Transport.Arrive(Hex.Join(Hex.Bytes("6000"), Hex.Bytes(Hex.Text(peer.Fixture.AnswerBytes, 2, 2))));
            peer.Fixture.Run(10);
            peer.Fixture.ExpectSilence();
            byte[] separate = Continue(peer.Fixture.AnswerBytes, peer.Block1);
            separate[0] = (byte)(0x40 | (separate[0] & 0x0F));
            separate[2] = 0x11;
            peer.Fixture.Transport.Arrive(separate);
            peer.Fixture.Step();
            Hex.AreEqual("600011" + Hex.Text(separate, 3, 1), peer.Fixture.Transport.TakeSent());
            peer.Take();
            Check.Is(1, BlockOption.Number(peer.Block1));
            Rest(peer, new byte[0]);
        }

        [TestMethod]
        public void Block_that_is_never_acknowledged_fails_the_registration()
        {
            BlockPeer peer = Started(Instances);
            peer.Respond(231, peer.Block1);
            peer.Take();
            peer.Fixture.Run(100);
            Check.Is(1, peer.Fixture.Observer.Count(ClientEvent.RegistrationFailed));
            Check.Is(0, peer.Fixture.Observer.Detail(ClientEvent.RegistrationFailed));
        }

        [TestMethod]
        public void Refusal_of_a_block_fails_the_registration_and_it_begins_anew()
        {
            int[] codes = { 408, 413, 400, 500, 231 };
            for (int i = 0; i < codes.Length; i++)
            {
                BlockPeer peer = Started(Instances);
                peer.Respond(231, peer.Block1);
                peer.Take();
                Check.Doing = codes[i].ToString();

                // 2.31 to a block that was not the last one sent.
                peer.Respond(codes[i], codes[i] == 231 ? BlockOption.Make(0, true, Largest) : peer.Block1);
                Check.Is(1, peer.Fixture.Observer.Count(ClientEvent.RegistrationFailed));
                peer.Fixture.ExpectSilence();
                peer.Fixture.RunTo(peer.Fixture.Next);
                peer.Take();
                ExpectRegister(peer);
                Check.Is(BlockOption.Make(0, true, Largest), peer.Block1);
                Rest(peer, new byte[0]);
            }
        }

        [TestMethod]
        public void Refusal_of_the_first_block_without_a_smaller_size_fails_the_registration()
        {
            int[] blocks = { BlockPeer.None, BlockOption.Make(0, true, Largest), BlockOption.Make(0, true, 6), 7 };
            for (int i = 0; i < blocks.Length; i++)
            {
                BlockPeer peer = Started(Instances);
                peer.Respond(413, blocks[i]);
                Check.Is(1, peer.Fixture.Observer.Count(ClientEvent.RegistrationFailed));
                peer.Fixture.ExpectSilence();
            }
        }

        [TestMethod]
        public void Reset_of_a_block_fails_the_registration()
        {
            BlockPeer peer = Started(Instances);
            peer.Respond(231, peer.Block1);
            peer.Take();
            peer.Fixture.RespondReset();
            peer.Fixture.Step();
            Check.Is(1, peer.Fixture.Observer.Count(ClientEvent.RegistrationFailed));
        }

        [TestMethod]
        public void Update_with_many_links_comes_in_blocks()
        {
            BlockPeer peer = new BlockPeer(3, 1);
            peer.Fixture.StartAndRegister();
            string before = Links(3);
            Check.True(before.Length < Size);

            peer = Registered(Instances);
            peer.Bulk.Create(Instances);
            peer.Fixture.Step();
            peer.Take();
            Check.Is("/rd/abcde", peer.Fixture.RequestPathAndQuery());
            Check.Is(BlockOption.Make(0, true, Largest), peer.Block1);
            Check.Is(ClientFixture.Link, peer.Fixture.AnswerFormat);

            // What changes now is told afterwards.
            peer.Bulk.Delete(0);
            byte[] body = RestOfUpdate(peer);
            Hex.AreEqual(Hex.Text(Hex.Ascii(Links(Instances + 1))), body);
            peer.Take();
            Check.Is("/rd/abcde", peer.Fixture.RequestPathAndQuery());
            Check.Is(BlockOption.Make(0, true, Largest), peer.Block1);
            RestOfUpdate(peer);
            peer.Fixture.ExpectSilence();
        }

        [TestMethod]
        public void Long_notification_waits_for_the_links()
        {
            BlockPeer peer = Registered(Instances);
            peer.Bulk.SetText(BlockPeer.Pattern(1000, 1));
            peer.ObserveOption = 0;
            Check.Is(205, peer.Get("/26250/0/1", BlockPeer.None));
            peer.ObserveOption = BlockPeer.None;
            peer.Bulk.Create(Instances);
            peer.Fixture.Step();
            peer.Take();
            peer.Bulk.SetText(BlockPeer.Pattern(1000, 2));
            peer.Fixture.Step();
            peer.Fixture.ExpectSilence();
            RestOfUpdate(peer);
            peer.Take();
            Check.True(peer.Observe != BlockPeer.None);
            Check.Is(BlockPeer.PatternAt(0, 2), peer.Fixture.Answer.Buffer[peer.Fixture.Answer.PayloadOffset]);
        }

        [TestMethod]
        public void Stop_in_the_middle_of_an_Update_deregisters()
        {
            BlockPeer peer = Registered(Instances);
            peer.Bulk.Create(Instances);
            peer.Fixture.Step();
            peer.Take();
            peer.Fixture.Client.Stop();
            peer.Fixture.Step();
            peer.Fixture.ExpectDeregister();
            Check.True(peer.Fixture.Client.State == RegistrationState.Stopped);
        }

        [TestMethod]
        public void Links_that_no_buffer_holds_fail_the_registration()
        {
            BlockPeer peer = new BlockPeer(200, 1);
            Check.True(peer.Fixture.Client.Start(peer.Fixture.Now));
            peer.Fixture.Step();
            peer.Fixture.ExpectSilence();
            Check.Is(1, peer.Fixture.Observer.Count(ClientEvent.RegistrationFailed));
            Check.True(peer.Fixture.Client.State == RegistrationState.Waiting);
        }

        private static BlockPeer Started(int instances)
        {
            BlockPeer peer = new BlockPeer(instances, 1);
            Check.True(peer.Fixture.Client.Start(peer.Fixture.Now));
            peer.Fixture.Step();
            peer.Take();
            ExpectRegister(peer);
            return peer;
        }

        private static BlockPeer Registered(int instances)
        {
            BlockPeer peer = Started(instances);
            Rest(peer, new byte[0]);
            return peer;
        }

        private static void ExpectRegister(BlockPeer peer)
        {
            Check.Is("/rd?ep=nano-1&lt=86400&lwm2m=1.1&b=U", peer.Fixture.RequestPathAndQuery());
            Check.Is(ClientFixture.Link, peer.Fixture.AnswerFormat);
            Check.Is(CoapType.Confirmable, peer.Fixture.Answer.Type);
        }

        // Takes the blocks that follow the one taken last, and registers the client.
        private static byte[] Rest(BlockPeer peer, byte[] body)
        {
            body = TakeRest(peer, body);
            peer.Respond(201, peer.Block1);
            Check.True(peer.Fixture.Client.State == RegistrationState.Registered);
            return body;
        }

        private static byte[] RestOfUpdate(BlockPeer peer)
        {
            byte[] body = TakeRest(peer, Hex.Bytes(peer.Fixture.PayloadHex));
            peer.Respond(204, peer.Block1);
            return body;
        }

        private static byte[] TakeRest(BlockPeer peer, byte[] body)
        {
            while (BlockOption.HasMore(peer.Block1))
            {
                int next = BlockOption.Number(peer.Block1) + 1;
                int exponent = BlockOption.Exponent(peer.Block1);
                peer.Respond(231, peer.Block1);
                peer.Take();
                Check.Is(next, BlockOption.Number(peer.Block1));
                Check.Is(exponent, BlockOption.Exponent(peer.Block1));
                body = Hex.Join(body, Hex.Bytes(peer.Fixture.PayloadHex));
            }

            return body;
        }

        private static string Token(BlockPeer peer)
        {
            return Hex.Text(peer.Fixture.AnswerBytes, peer.Fixture.Answer.TokenOffset, peer.Fixture.Answer.TokenLength);
        }

        // 2.31 with a Block1 option of one byte, piggybacked on the acknowledgement of a request.
        private static byte[] Continue(byte[] request, int block1)
        {
            int header = 4 + (request[0] & 0x0F);
            byte[] answer = Hex.Join(Hex.Bytes(Hex.Text(request, 0, header)), Hex.Bytes("D10E"), new byte[] { (byte)block1 });
            answer[0] = (byte)(0x60 | (request[0] & 0x0F));
            answer[1] = 0x5F;
            return answer;
        }

        private static string Links(int instances)
        {
            string links = ClientFixture.Formats + "</1/0>,</3/0>";
            for (int i = 0; i < instances; i++)
            {
                links += ",</26250/" + i.ToString() + ">";
            }

            return links;
        }
    }
}
