using Lwm2mNano;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Requests whose body comes in blocks (Block1, RFC 7959, sections 2.5 and 2.9).
    /// </summary>
    [TestClass]
    public class BlockWriteTests
    {
        private const string TextPath = "/26250/0/1";
        private const string PiecesPath = "/26250/0/0";
        private const int Exponent = 2;
        private const int Size = 64;

        // After how long in silence a transfer is given up, in seconds.
        private const int Silence = CoapTiming.MaxTransmitWaitMilliseconds / 1000;

        [TestMethod]
        public void Blocks_are_acknowledged_and_the_last_one_is_answered()
        {
            BlockPeer peer = new BlockPeer(0);
            byte[] body = BlockPeer.Pattern(200, 1);
            for (int i = 0; i < 3; i++)
            {
                Check.Is(231, peer.PutBlock(TextPath, body, i, Exponent));
                Check.Is(0, peer.Count);
                Check.Is(0, peer.Bulk.WriteCount);
            }

            Check.Is(204, peer.PutBlock(TextPath, body, 3, Exponent));
            Check.Is(1, peer.Bulk.WriteCount);
            ExpectText(peer, 200, 1);
        }

        [TestMethod]
        public void Every_size_and_every_length_is_taken()
        {
            BlockPeer peer = new BlockPeer(0);
            int[] lengths = { 1, 15, 16, 17, 32, 500, 511, 512, 513, 600, Limits.MaxBodyBytes };
            for (int exponent = 0; exponent < 6; exponent++)
            {
                for (int i = 0; i < lengths.Length; i++)
                {
                    byte[] body = BlockPeer.Pattern(lengths[i], i + exponent);
                    Check.Is(204, peer.SendAll(CoapCode.Put, TextPath, body, exponent));
                    ExpectText(peer, lengths[i], i + exponent);
                }
            }
        }

        [TestMethod]
        public void Write_of_an_instance_and_partial_update_come_in_blocks()
        {
            BlockPeer peer = new BlockPeer(0);
            peer.Format = ClientFixture.Tlv;
            byte[] body = BlockPeer.InstanceTlv(BlockPeer.Pattern(700, 3), 33);
            Check.Is(204, peer.SendAll(CoapCode.Put, BlockPeer.Instance, body, 4));
            ExpectText(peer, 700, 3);
            Check.Is(33, peer.Bulk.NumberOf(0));
            body = BlockPeer.InstanceTlv(BlockPeer.Pattern(333, 4), 44);
            Check.Is(204, peer.SendAll(CoapCode.Post, BlockPeer.Instance, body, 0));
            ExpectText(peer, 333, 4);
            Check.Is(44, peer.Bulk.NumberOf(0));
        }

        [TestMethod]
        public void Nothing_is_applied_where_the_last_block_shows_a_fault()
        {
            BlockPeer peer = new BlockPeer(10);
            peer.Format = ClientFixture.Tlv;
            byte[] body = Hex.Join(BlockPeer.InstanceTlv(BlockPeer.Pattern(300, 3), 33), Hex.Bytes("C10900"));
            Check.Is(404, peer.SendAll(CoapCode.Post, BlockPeer.Instance, body, 3));
            Check.Is(0, peer.Bulk.WriteCount);
            body = BlockPeer.InstanceTlv(BlockPeer.Pattern(300, 3), 33);
            body[body.Length - 3] = 0xC2;
            Check.Is(400, peer.SendAll(CoapCode.Post, BlockPeer.Instance, body, 3));
            Check.Is(0, peer.Bulk.WriteCount);
            ExpectText(peer, 10, 1);
        }

        [TestMethod]
        public void Create_comes_in_blocks_and_its_answer_again_has_the_location()
        {
            BlockPeer peer = new BlockPeer(0);
            peer.Format = ClientFixture.Tlv;
            byte[] body = BlockPeer.InstanceTlv(BlockPeer.Pattern(200, 5), 55);
            Check.Is(201, peer.SendAll(CoapCode.Post, "/26250", body, Exponent));
            Check.Is("/26250/1", peer.Fixture.Location());
            peer.Fixture.ExpectUpdate("", 204);
            Check.Is(2, peer.Bulk.InstanceCount);
            Check.Is(55, peer.Bulk.NumberOf(1));

            Check.Is(201, peer.SendBlock(CoapCode.Post, "/26250", body, 3, Exponent));
            Check.Is("/26250/1", peer.Fixture.Location());
            Check.Is(2, peer.Bulk.InstanceCount);
            peer.Fixture.ExpectSilence();
        }

        [TestMethod]
        public void Execute_comes_in_blocks()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            byte[] arguments = Hex.Ascii("0='a_text_that_is_longer',1='than_a_block'");
            for (int i = 0; i < 3; i++)
            {
                CoapWriter writer = fixture.BeginRequest(CoapType.Confirmable, CoapCode.Post);
                writer.WriteOption(CoapOption.UriPath, Hex.Ascii("26241"), 0, 5);
                writer.WriteOption(CoapOption.UriPath, Hex.Ascii("0"), 0, 1);
                writer.WriteOption(CoapOption.UriPath, Hex.Ascii("9"), 0, 1);
                writer.WriteUnsignedOption(CoapOption.Block1, BlockOption.Make(i, i < 2, 0));
                writer.WritePayload(arguments, 16 * i, i < 2 ? 16 : arguments.Length - 32);
                Check.Is(i < 2 ? 231 : 204, fixture.Exchange(writer));
                Check.Is(i < 2 ? 0 : 1, fixture.Sample.RunCount);
            }

            Check.Is("0=" + Hex.Text(Hex.Ascii("a_text_that_is_longer")) + ";1=" + Hex.Text(Hex.Ascii("than_a_block")) + ";", fixture.Sample.LastArguments);
        }

        [TestMethod]
        public void Last_block_again_gets_the_same_answer_and_is_not_applied_again()
        {
            BlockPeer peer = new BlockPeer(0);
            byte[] body = BlockPeer.Pattern(200, 1);
            Check.Is(204, peer.SendAll(CoapCode.Put, TextPath, body, Exponent));
            Check.Is(204, peer.PutBlock(TextPath, body, 3, Exponent));
            Check.Is(204, peer.PutBlock(TextPath, body, 3, Exponent));
            Check.Is(1, peer.Bulk.WriteCount);

            // A refusal is one as well.
            body = BlockPeer.Pattern(200, 1);
            peer.Format = ClientFixture.Tlv;
            Check.Is(400, peer.SendAll(CoapCode.Put, TextPath, body, Exponent));
            Check.Is(400, peer.PutBlock(TextPath, body, 3, Exponent));

            // Something was sent in between.
            peer.Format = ClientFixture.Text;
            Check.Is(204, peer.SendAll(CoapCode.Put, TextPath, body, Exponent));
            Check.Is(204, peer.Fixture.Put("/26250/0/2", "5"));
            Check.Is(204, peer.PutBlock(TextPath, body, 3, Exponent));
            Check.Is(3, peer.Bulk.WriteCount);

            // The others are behind.
            Check.Is(408, peer.PutBlock(TextPath, body, 2, Exponent));
            Check.Is(408, peer.PutBlock(TextPath, body, 1, Exponent));
        }

        [TestMethod]
        public void Earlier_block_again_is_acknowledged_and_the_transfer_goes_on()
        {
            BlockPeer peer = new BlockPeer(0);
            byte[] body = BlockPeer.Pattern(300, 1);
            Check.Is(231, peer.PutBlock(TextPath, body, 0, Exponent));
            Check.Is(231, peer.PutBlock(TextPath, body, 1, Exponent));
            Check.Is(231, peer.PutBlock(TextPath, body, 1, Exponent));
            Check.Is(231, peer.PutBlock(TextPath, body, 2, Exponent));
            Check.Is(231, peer.PutBlock(TextPath, body, 1, Exponent));
            Check.Is(231, peer.PutBlock(TextPath, body, 3, Exponent));
            Check.Is(204, peer.PutBlock(TextPath, body, 4, Exponent));
            ExpectText(peer, 300, 1);
            Check.Is(1, peer.Bulk.WriteCount);
        }

        [TestMethod]
        public void Gap_is_incomplete()
        {
            BlockPeer peer = new BlockPeer(0);
            byte[] body = BlockPeer.Pattern(300, 1);
            Check.Is(231, peer.PutBlock(TextPath, body, 0, Exponent));
            Check.Is(408, peer.PutBlock(TextPath, body, 2, Exponent));
            Check.Is(408, peer.PutBlock(TextPath, body, 4, Exponent));

            // What is missing may still come.
            Check.Is(231, peer.PutBlock(TextPath, body, 1, Exponent));
            Check.Is(231, peer.PutBlock(TextPath, body, 2, Exponent));
            Check.Is(231, peer.PutBlock(TextPath, body, 3, Exponent));
            Check.Is(204, peer.PutBlock(TextPath, body, 4, Exponent));
            ExpectText(peer, 300, 1);
        }

        [TestMethod]
        public void Block_of_an_unknown_transfer_is_incomplete()
        {
            BlockPeer peer = new BlockPeer(0);
            byte[] body = BlockPeer.Pattern(300, 1);
            Check.Is(408, peer.PutBlock(TextPath, body, 1, Exponent));
            Check.Is(408, peer.PutBlock(TextPath, body, 4, Exponent));

            // Another path, method or format is another transfer.
            Check.Is(231, peer.PutBlock(TextPath, body, 0, Exponent));
            Check.Is(408, peer.PutBlock("/26250/0/2", body, 1, Exponent));
            Check.Is(408, peer.SendBlock(CoapCode.Post, TextPath, body, 1, Exponent));
            peer.Format = ClientFixture.Tlv;
            Check.Is(408, peer.PutBlock(TextPath, body, 1, Exponent));
            peer.Format = ClientFixture.Text;
            Check.Is(231, peer.PutBlock(TextPath, body, 1, Exponent));
            Check.Is(0, peer.Bulk.WriteCount);
        }

        [TestMethod]
        public void Silent_transfer_is_forgotten()
        {
            BlockPeer peer = new BlockPeer(0);
            byte[] body = BlockPeer.Pattern(300, 1);
            Check.Is(231, peer.PutBlock(TextPath, body, 0, Exponent));
            peer.Fixture.Run(Silence - 1);
            Check.Is(231, peer.PutBlock(TextPath, body, 1, Exponent));
            peer.Fixture.Run(Silence - 1);
            Check.Is(231, peer.PutBlock(TextPath, body, 2, Exponent));
            peer.Fixture.Run(Silence);
            Check.Is(408, peer.PutBlock(TextPath, body, 3, Exponent));
            Check.Is(0, peer.Bulk.WriteCount);
        }

        [TestMethod]
        public void First_block_begins_anew()
        {
            BlockPeer peer = new BlockPeer(0);
            byte[] body = BlockPeer.Pattern(300, 1);
            Check.Is(231, peer.PutBlock(TextPath, body, 0, Exponent));
            Check.Is(231, peer.PutBlock(TextPath, body, 1, Exponent));
            Check.Is(231, peer.PutBlock(TextPath, body, 2, Exponent));
            body = BlockPeer.Pattern(150, 2);
            Check.Is(231, peer.PutBlock(TextPath, body, 0, Exponent));
            Check.Is(408, peer.PutBlock(TextPath, body, 2, Exponent));
            Check.Is(231, peer.PutBlock(TextPath, body, 1, Exponent));
            Check.Is(204, peer.PutBlock(TextPath, body, 2, Exponent));
            ExpectText(peer, 150, 2);
            Check.Is(1, peer.Bulk.WriteCount);
        }

        [TestMethod]
        public void Server_may_take_smaller_blocks_in_the_middle()
        {
            BlockPeer peer = new BlockPeer(0);
            byte[] body = BlockPeer.Pattern(300, 1);
            Check.Is(231, peer.PutBlock(TextPath, body, 0, 3));
            Check.Is(231, peer.PutBlock(TextPath, body, 4, 1));
            Check.Is(231, peer.PutBlock(TextPath, body, 5, 1));
            Check.Is(231, peer.PutBlock(TextPath, body, 3, 2));
            Check.Is(204, peer.PutBlock(TextPath, body, 2, 3));
            ExpectText(peer, 300, 1);
        }

        [TestMethod]
        public void Body_that_is_too_long_is_refused()
        {
            BlockPeer peer = new BlockPeer(0);
            byte[] body = BlockPeer.Pattern(Limits.MaxBodyBytes + 1, 1);
            Check.Is(231, peer.Send(CoapCode.Put, TextPath, BlockOption.Make(0, true, 5), BlockPeer.None, body, 0, 512));
            Check.Is(231, peer.Send(CoapCode.Put, TextPath, BlockOption.Make(1, true, 5), BlockPeer.None, body, 512, 512));
            Check.Is(413, peer.Send(CoapCode.Put, TextPath, BlockOption.Make(2, false, 5), BlockPeer.None, body, 1024, 1));
            Check.Is(Limits.MaxBodyBytes, peer.Size1);
            Check.Is(0, peer.Bulk.WriteCount);

            // It is over: the room is there for another.
            Check.Is(408, peer.Send(CoapCode.Put, TextPath, BlockOption.Make(2, false, 5), BlockPeer.None, body, 1024, 1));
            Check.Is(204, peer.SendAll(CoapCode.Put, TextPath, BlockPeer.Pattern(100, 2), 1));
            ExpectText(peer, 100, 2);
        }

        [TestMethod]
        public void Body_that_says_that_it_is_too_long_is_refused_at_once()
        {
            BlockPeer peer = new BlockPeer(0);
            byte[] body = BlockPeer.Pattern(Limits.MaxBodyBytes + 1, 1);
            Check.Is(413, peer.PutBlock(TextPath, body, 0, 5));
            Check.Is(Limits.MaxBodyBytes, peer.Size1);
            Check.Is(408, peer.PutBlock(TextPath, body, 1, 5));

            // Not where an object takes it in pieces.
            Check.Is(231, peer.Send(CoapCode.Put, "/26250/0/3", BlockOption.Make(0, true, 5), BlockPeer.None, 1000000, body, 0, 512));
        }

        [TestMethod]
        public void Datagram_that_was_cut_asks_for_smaller_blocks()
        {
            BlockPeer peer = new BlockPeer(0);
            byte[] body = BlockPeer.Pattern(1024, 1);

            // In one message, or in a block of 1024.
            Check.Is(413, peer.Send(CoapCode.Put, TextPath, BlockPeer.None, BlockPeer.None, body, 0, body.Length));
            Check.Is(BlockOption.Make(0, false, 5), peer.Block1);
            Check.Is(Limits.MaxBodyBytes, peer.Size1);
            Check.Is(413, peer.Send(CoapCode.Put, TextPath, BlockOption.Make(0, true, 6), BlockPeer.None, body, 0, body.Length));
            Check.Is(5, BlockOption.Exponent(peer.Block1));
            Check.Is(204, peer.SendAll(CoapCode.Put, TextPath, body, 5));
            ExpectText(peer, 1024, 1);
        }

        [TestMethod]
        public void Last_block_may_be_of_the_largest_size_where_it_is_short()
        {
            BlockPeer peer = new BlockPeer(0);
            byte[] body = BlockPeer.Pattern(100, 1);
            Check.Is(204, peer.Send(CoapCode.Put, TextPath, BlockOption.Make(0, false, 6), BlockPeer.None, body, 0, 100));
            Check.Is(BlockOption.Make(0, false, 5), peer.Block1);
            ExpectText(peer, 100, 1);
        }

        [TestMethod]
        public void Block_that_is_not_as_long_as_it_says_is_refused()
        {
            BlockPeer peer = new BlockPeer(0);
            byte[] body = BlockPeer.Pattern(300, 1);
            Check.Is(400, peer.Send(CoapCode.Put, TextPath, BlockOption.Make(0, true, Exponent), BlockPeer.None, body, 0, Size - 1));
            Check.Is(400, peer.Send(CoapCode.Put, TextPath, BlockOption.Make(0, true, Exponent), BlockPeer.None, body, 0, Size + 1));
            Check.Is(400, peer.Send(CoapCode.Put, TextPath, BlockOption.Make(0, true, Exponent), BlockPeer.None, body, 0, 0));
            Check.Is(231, peer.PutBlock(TextPath, body, 0, Exponent));
            Check.Is(400, peer.Send(CoapCode.Put, TextPath, BlockOption.Make(1, false, Exponent), BlockPeer.None, body, 0, Size + 1));
            Check.Is(400, peer.Send(CoapCode.Put, TextPath, 7, BlockPeer.None, body, 0, 100));
            Check.Is(0, peer.Bulk.WriteCount);
        }

        [TestMethod]
        public void Second_transfer_waits_for_the_end_of_the_first()
        {
            BlockPeer peer = new BlockPeer(0);
            byte[] first = BlockPeer.Pattern(200, 1);
            byte[] second = BlockPeer.InstanceTlv(BlockPeer.Pattern(200, 2), 2);
            Check.Is(231, peer.PutBlock(TextPath, first, 0, Exponent));
            peer.Format = ClientFixture.Tlv;
            Check.Is(503, peer.PutBlock(BlockPeer.Instance, second, 0, Exponent));
            Check.Is(408, peer.PutBlock(BlockPeer.Instance, second, 1, Exponent));
            peer.Format = ClientFixture.Text;
            Check.Is(231, peer.PutBlock(TextPath, first, 1, Exponent));
            Check.Is(231, peer.PutBlock(TextPath, first, 2, Exponent));
            Check.Is(204, peer.PutBlock(TextPath, first, 3, Exponent));
            ExpectText(peer, 200, 1);
            peer.Format = ClientFixture.Tlv;
            Check.Is(204, peer.SendAll(CoapCode.Put, BlockPeer.Instance, second, Exponent));
            ExpectText(peer, 200, 2);
        }

        [TestMethod]
        public void Second_transfer_follows_a_first_that_has_fallen_silent()
        {
            BlockPeer peer = new BlockPeer(0);
            byte[] first = BlockPeer.Pattern(200, 1);
            byte[] second = BlockPeer.InstanceTlv(BlockPeer.Pattern(200, 2), 2);
            Check.Is(231, peer.PutBlock(TextPath, first, 0, Exponent));
            peer.Fixture.Run(Silence - 1);
            peer.Format = ClientFixture.Tlv;
            Check.Is(503, peer.PutBlock(BlockPeer.Instance, second, 0, Exponent));
            peer.Fixture.Run(1);
            Check.Is(231, peer.PutBlock(BlockPeer.Instance, second, 0, Exponent));
            peer.Format = ClientFixture.Text;
            Check.Is(408, peer.PutBlock(TextPath, first, 1, Exponent));
            peer.Format = ClientFixture.Tlv;
            Check.Is(231, peer.PutBlock(BlockPeer.Instance, second, 1, Exponent));
        }

        [TestMethod]
        public void Other_requests_are_served_during_a_transfer()
        {
            BlockPeer peer = new BlockPeer(900);
            byte[] body = BlockPeer.Pattern(200, 7);
            Check.Is(231, peer.PutBlock(TextPath, body, 0, Exponent));
            Check.Is(204, peer.Fixture.Put("/26250/0/2", "5"));
            Check.Is(231, peer.PutBlock(TextPath, body, 1, Exponent));
            Check.Is(205, peer.Get(TextPath, BlockPeer.None));
            Check.Is(231, peer.PutBlock(TextPath, body, 2, Exponent));
            Check.Is(900, peer.GetAll(TextPath, 4).Length);
            Check.Is(204, peer.PutBlock(TextPath, body, 3, Exponent));
            ExpectText(peer, 200, 7);
        }

        [TestMethod]
        public void What_comes_whole_needs_no_transfer()
        {
            BlockPeer peer = new BlockPeer(0);
            byte[] body = BlockPeer.Pattern(200, 1);
            Check.Is(231, peer.PutBlock(TextPath, body, 0, Exponent));

            // One block that is the last one is a whole body: no room is wanted for it.
            Check.Is(204, peer.PutBlock("/26250/0/2", Hex.Ascii("12"), 0, Exponent));
            Check.Is(12, peer.Bulk.NumberOf(0));
            Check.Is(231, peer.PutBlock(TextPath, body, 1, Exponent));
            Check.Is(231, peer.PutBlock(TextPath, body, 2, Exponent));
            Check.Is(204, peer.PutBlock(TextPath, body, 3, Exponent));
            ExpectText(peer, 200, 1);
        }

        [TestMethod]
        public void Path_that_is_not_there_is_refused_with_the_first_block()
        {
            BlockPeer peer = new BlockPeer(0);
            byte[] body = BlockPeer.Pattern(200, 1);
            Check.Is(404, peer.PutBlock("/26299/0/1", body, 0, Exponent));
            Check.Is(401, peer.PutBlock("/0/0/3", body, 0, Exponent));
            Check.Is(405, peer.PutBlock("/", body, 0, Exponent));
            Check.Is(231, peer.PutBlock(TextPath, body, 0, Exponent));
        }

        [TestMethod]
        public void Pieces_have_no_bound()
        {
            BlockPeer peer = new BlockPeer(0);
            peer.Format = ClientFixture.Opaque;
            SendPieces(peer, PiecesPath, 20000, 5, 1);
            Check.Is(20000, peer.Bulk.PiecesLength);
            Check.Is(BlockPeer.PatternSum(20000, 1), peer.Bulk.PiecesSum);
            Check.Is(1, peer.Bulk.CompleteCount);
            Check.Is((20000 / 512) + 1, peer.Bulk.PieceCount);

            peer.Format = ClientFixture.Text;
            SendPieces(peer, "/26250/0/3", 2000, 0, 2);
            Check.Is(2000, peer.Bulk.PiecesLength);
            Check.Is(BlockPeer.PatternSum(2000, 2), peer.Bulk.PiecesSum);
            Check.Is(2, peer.Bulk.CompleteCount);
            Check.False(peer.Bulk.HasGap);
            Check.Is(0, peer.Bulk.WriteCount);
        }

        [TestMethod]
        public void Piece_again_is_not_written_again()
        {
            BlockPeer peer = new BlockPeer(0);
            peer.Format = ClientFixture.Opaque;
            byte[] body = BlockPeer.Pattern(300, 1);
            int[] numbers = { 0, 1, 1, 2, 0, 1, 1, 2, 1, 3, 2, 3, 4, 4 };
            for (int i = 0; i < numbers.Length; i++)
            {
                Check.Is(numbers[i] == 4 ? 204 : 231, peer.PutBlock(PiecesPath, body, numbers[i], Exponent));
                Check.False(peer.Bulk.HasGap);
            }

            Check.Is(300, peer.Bulk.PiecesLength);
            Check.Is(BlockPeer.PatternSum(300, 1), peer.Bulk.PiecesSum);
            Check.Is(1, peer.Bulk.CompleteCount);
            Check.Is(3 + 5, peer.Bulk.PieceCount);
        }

        [TestMethod]
        public void Gap_in_the_pieces_is_incomplete_and_not_written()
        {
            BlockPeer peer = new BlockPeer(0);
            peer.Format = ClientFixture.Opaque;
            byte[] body = BlockPeer.Pattern(300, 1);
            Check.Is(408, peer.PutBlock(PiecesPath, body, 1, Exponent));
            Check.Is(231, peer.PutBlock(PiecesPath, body, 0, Exponent));
            Check.Is(408, peer.PutBlock(PiecesPath, body, 2, Exponent));
            Check.Is(1, peer.Bulk.PieceCount);
            Check.Is(231, peer.PutBlock(PiecesPath, body, 1, Exponent));
            Check.Is(128, peer.Bulk.PiecesLength);
        }

        [TestMethod]
        public void Refused_piece_ends_the_transfer()
        {
            BlockPeer peer = new BlockPeer(0);
            peer.Format = ClientFixture.Opaque;
            peer.Bulk.RefusedFrom = 128;
            byte[] body = BlockPeer.Pattern(300, 1);
            Check.Is(231, peer.PutBlock(PiecesPath, body, 0, Exponent));
            Check.Is(231, peer.PutBlock(PiecesPath, body, 1, Exponent));
            Check.Is(400, peer.PutBlock(PiecesPath, body, 2, Exponent));
            Check.Is(408, peer.PutBlock(PiecesPath, body, 3, Exponent));
            Check.Is(2, peer.Bulk.PieceCount);

            // The room is free for another.
            peer.Format = ClientFixture.Text;
            Check.Is(204, peer.SendAll(CoapCode.Put, TextPath, body, Exponent));
        }

        [TestMethod]
        public void Value_in_pieces_may_come_whole()
        {
            BlockPeer peer = new BlockPeer(0);
            peer.Format = ClientFixture.Opaque;
            byte[] body = BlockPeer.Pattern(200, 1);
            Check.Is(204, peer.Send(CoapCode.Put, PiecesPath, BlockPeer.None, BlockPeer.None, body, 0, body.Length));
            Check.Is(1, peer.Bulk.CompleteCount);
            Check.Is(200, peer.Bulk.PiecesLength);

            // Of the transfer that was under way nothing is left.
            Check.Is(231, peer.PutBlock(PiecesPath, body, 0, Exponent));
            Check.Is(231, peer.PutBlock(PiecesPath, body, 1, Exponent));
            Check.Is(204, peer.Send(CoapCode.Put, PiecesPath, BlockPeer.None, BlockPeer.None, body, 0, 100));
            Check.Is(408, peer.PutBlock(PiecesPath, body, 2, Exponent));
            Check.Is(231, peer.PutBlock(PiecesPath, body, 0, Exponent));
            Check.Is(204, peer.PutBlock(PiecesPath, BlockPeer.Pattern(30, 3), 0, Exponent));
            Check.Is(408, peer.PutBlock(PiecesPath, body, 1, Exponent));
            Check.False(peer.Bulk.HasGap);
            Check.Is(30, peer.Bulk.PiecesLength);
        }

        [TestMethod]
        public void Value_in_pieces_is_written_by_TLV_no_other_way()
        {
            // A TLV's value stands in the middle of it: such a value is for Write, which this object does not have for it.
            BlockPeer peer = new BlockPeer(0);
            peer.Format = ClientFixture.Tlv;
            byte[] body = Hex.Join(Hex.Bytes("C80078"), BlockPeer.Pattern(0x78, 1));
            Check.Is(204, peer.SendAll(CoapCode.Put, PiecesPath, body, Exponent));
            Check.Is(0, peer.Bulk.PieceCount);
            Check.Is(1, peer.Bulk.WriteCount);
        }

        [TestMethod]
        public void Observers_are_told_when_a_transfer_is_complete()
        {
            BlockPeer peer = new BlockPeer(0);
            ObjectWatch watch = new ObjectWatch(peer.Fixture, TextPath);
            byte[] body = BlockPeer.Pattern(100, 1);
            Check.Is(231, peer.PutBlock(TextPath, body, 0, Exponent));
            watch.ExpectSilence(1);
            Check.Is(204, peer.PutBlock(TextPath, body, 1, Exponent));
            peer.Take();
            Check.Is(100, peer.Count);
            Check.True(peer.Observe != BlockPeer.None);
        }

        [TestMethod]
        public void Registration_stays_through_a_transfer()
        {
            BlockPeer peer = new BlockPeer(0);
            SendPieces(peer, "/26250/0/3", 3000, 3, 1);
            Check.True(peer.Fixture.Client.State == RegistrationState.Registered);
            peer.Fixture.ExpectSilence();
        }

        private static void SendPieces(BlockPeer peer, string path, int length, int exponent, int seed)
        {
            int size = BlockOption.Size(exponent);
            byte[] block = new byte[size];
            int last = (length - 1) / size;
            for (int i = 0; i <= last; i++)
            {
                for (int k = 0; k < size; k++)
                {
                    block[k] = BlockPeer.PatternAt((i * size) + k, seed);
                }

                int code = peer.Send(
                    CoapCode.Put, path, BlockOption.Make(i, i < last, exponent), BlockPeer.None, block, 0, i < last ? size : length - (last * size));
                Check.Is(i < last ? 231 : 204, code);
            }
        }

        private static void ExpectText(BlockPeer peer, int count, int seed)
        {
            Check.Is(count, peer.Bulk.TextLength);
            Check.Is(BlockPeer.PatternSum(count, seed), peer.Bulk.TextSum());
        }
    }
}
