using Lwm2mNano;
using Lwm2mNano.Coap;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Answers and notifications in blocks (Block2, RFC 7959, sections 2.4 and 2.6).
    /// </summary>
    [TestClass]
    public class BlockReadTests
    {
        private const int Long = 1200;
        private const int Largest = 5;

        // A TLV's head in front of the text: type and id, two bytes of length.
        private const int HeadBytes = 4;

        // The number behind the text, of one byte.
        private const int TailBytes = 3;

        [TestMethod]
        public void Answer_longer_than_a_message_begins_with_its_first_block_unasked()
        {
            BlockPeer peer = new BlockPeer(Long);
            Check.Is(205, peer.Get("/26250/0/1", BlockPeer.None));
            Check.Is(BlockOption.Make(0, true, Largest), peer.Block2);
            Check.Is(Long, peer.Size2);
            Check.Is(8, peer.ETag.Length);
            Check.Is(Limits.MaxBlockBytes, peer.Count);
            Check.Is(ClientFixture.Text, peer.Fixture.AnswerFormat);
            Check.Is(BlockPeer.None, peer.Block1);
            Check.Is(BlockPeer.None, peer.Size1);
            ExpectText(peer, peer.GetRest("/26250/0/1", Largest), Long, 1);
            Check.Is(BlockPeer.None, peer.Size2);
        }

        [TestMethod]
        public void Answer_has_as_many_blocks_as_it_takes()
        {
            int[] lengths = { 512, 513, 1023, 1024, 1025, 1400 };
            BlockPeer peer = new BlockPeer(1);
            for (int i = 0; i < lengths.Length; i++)
            {
                int count = lengths[i];
                peer.Bulk.SetText(BlockPeer.Pattern(count, i));
                Check.Is(205, peer.Get("/26250/0/1", BlockPeer.None));
                Check.Is(count > 512, peer.Block2 != BlockPeer.None);
                Check.Is(count > 512 ? count : BlockPeer.None, peer.Size2);
                ExpectText(peer, peer.GetRest("/26250/0/1", Largest), count, i);
                Check.Is((count - 1) / 512, peer.Block2 == BlockPeer.None ? 0 : BlockOption.Number(peer.Block2));
            }
        }

        [TestMethod]
        public void Server_may_ask_for_smaller_blocks_from_the_start()
        {
            BlockPeer peer = new BlockPeer(300);
            for (int exponent = 0; exponent <= 6; exponent++)
            {
                byte[] all = peer.GetAll("/26250/0/1", exponent);
                ExpectText(peer, all, 300, 1);
                Check.Is(exponent < Largest ? 299 / (16 << exponent) : BlockPeer.None, exponent < Largest ? BlockOption.Number(peer.Block2) : peer.Block2);
            }
        }

        [TestMethod]
        public void Larger_blocks_than_the_clients_are_answered_with_the_clients()
        {
            BlockPeer peer = new BlockPeer(Long);
            Check.Is(205, peer.Get("/26250/0/1", BlockOption.Make(0, false, 6)));
            Check.Is(BlockOption.Make(0, true, Largest), peer.Block2);
            ExpectText(peer, peer.GetRest("/26250/0/1", Largest), Long, 1);

            // Whoever counts on with its own size gets what stands there.
            Check.Is(205, peer.Get("/26250/0/1", BlockOption.Make(1, false, 6)));
            Check.Is(BlockOption.Make(2, false, Largest), peer.Block2);
            Check.Is(Long - 1024, peer.Count);
            Check.Is(BlockPeer.PatternAt(1024, 1), peer.Fixture.Answer.Buffer[peer.Fixture.Answer.PayloadOffset]);
        }

        [TestMethod]
        public void Size_may_change_in_the_middle()
        {
            BlockPeer peer = new BlockPeer(Long);
            Check.Is(205, peer.Get("/26250/0/1", BlockPeer.None));
            string tag = peer.ETag;

            // 512 bytes are there; what follows in blocks of 64 is number 8.
            ExpectBlock(peer, 8, 2, 64, true, tag);
            ExpectBlock(peer, 9, 2, 64, true, tag);

            // 640 bytes are there, 40 blocks of 16.
            ExpectBlock(peer, 40, 0, 16, true, tag);

            // And larger again, where it fits.
            ExpectBlock(peer, 41, 0, 16, true, tag);
            ExpectBlock(peer, 21, 1, 32, true, tag);
            ExpectBlock(peer, 11, 2, 64, true, tag);
            ExpectBlock(peer, 6, 3, 128, true, tag);
            ExpectBlock(peer, 7, 3, 128, true, tag);
            ExpectBlock(peer, 2, 5, Long - 1024, false, tag);
        }

        [TestMethod]
        public void Tag_belongs_to_what_is_read()
        {
            BlockPeer peer = new BlockPeer(Long);
            peer.Get("/26250/0/1", BlockPeer.None);
            string tag = peer.ETag;
            peer.Get("/26250/0/1", BlockPeer.None);
            Check.Is(tag, peer.ETag);
            peer.Get("/26250/0/1", BlockOption.Make(0, false, 1));
            Check.Is(tag, peer.ETag);

            peer.Bulk.SetText(BlockPeer.Pattern(Long, 2));
            peer.Get("/26250/0/1", BlockPeer.None);
            Check.True(tag != peer.ETag);
            peer.Bulk.SetText(BlockPeer.Pattern(Long, 1));
            peer.Get("/26250/0/1", BlockPeer.None);
            Check.Is(tag, peer.ETag);

            peer.Bulk.SetText(BlockPeer.Pattern(Long - 1, 1));
            peer.Get("/26250/0/1", BlockPeer.None);
            Check.True(tag != peer.ETag);
        }

        [TestMethod]
        public void Values_stay_during_a_transfer()
        {
            BlockPeer peer = new BlockPeer(Long);
            Check.Is(205, peer.Get(BlockPeer.Instance, BlockPeer.None));
            peer.Bulk.SetText(BlockPeer.Pattern(Long + 100, 2));
            peer.Bulk.SetNumber(0, 77);
            byte[] all = peer.GetRest(BlockPeer.Instance, Largest);
            Check.Is(HeadBytes + Long + TailBytes, all.Length);
            Check.Is(0, all[all.Length - 1]);
            ExpectText(peer, all, HeadBytes, Long, 1);

            // Blocks already taken are still the old ones; the first one is that of a new transfer.
            string tag = peer.ETag;
            Check.Is(205, peer.Get(BlockPeer.Instance, BlockOption.Make(1, false, Largest)));
            Check.Is(tag, peer.ETag);
            all = peer.GetAll(BlockPeer.Instance, Largest);
            Check.True(tag != peer.ETag);
            ExpectText(peer, all, HeadBytes, Long + 100, 2);
            Check.Is(77, all[all.Length - 1]);
        }

        [TestMethod]
        public void Other_requests_leave_a_transfer_alone()
        {
            BlockPeer peer = new BlockPeer(Long);
            Check.Is(205, peer.Get(BlockPeer.Instance, BlockPeer.None));
            string tag = peer.ETag;
            peer.Bulk.SetNumber(0, 5);
            Check.Is("Lwm2mNano", Text(peer, "/3/0/0"));
            Check.Is(204, peer.Fixture.Put("/26250/0/2", "6"));
            Check.Is(404, peer.Get("/26250/7", BlockPeer.None));
            Check.Is("6", Text(peer, "/26250/0/2"));
            Check.Is(205, peer.Get(BlockPeer.Instance, BlockOption.Make(2, false, Largest)));
            Check.Is(tag, peer.ETag);
            Check.Is(0, peer.Fixture.Answer.Buffer[peer.Fixture.Answer.PayloadOffset + peer.Count - 1]);
        }

        [TestMethod]
        public void Second_read_takes_the_buffer_and_each_block_belongs_to_its_tag()
        {
            BlockPeer peer = new BlockPeer(Long);
            Check.Is(205, peer.Get("/26250/0/1", BlockPeer.None));
            string text = peer.ETag;
            Check.Is(205, peer.Get(BlockPeer.Instance, BlockPeer.None));
            string instance = peer.ETag;
            Check.True(text != instance);

            // Nothing has changed: made anew, it is the same, with the same tag.
            for (int i = 1; i <= 2; i++)
            {
                ExpectBlock(peer, i, Largest, i == 1 ? 512 : Long - 1024, i == 1, text);
                Check.Is(205, peer.Get(BlockPeer.Instance, BlockOption.Make(i, false, Largest)));
                Check.Is(instance, peer.ETag);
                Check.Is(BlockPeer.PatternAt((512 * i) - HeadBytes, 1), peer.Fixture.Answer.Buffer[peer.Fixture.Answer.PayloadOffset]);
            }

            // Something has changed meanwhile: the tag says so.
            Check.Is(205, peer.Get("/26250/0/1", BlockPeer.None));
            Check.Is(205, peer.Get(BlockPeer.Instance, BlockPeer.None));
            peer.Bulk.SetText(BlockPeer.Pattern(Long, 3));
            Check.Is(205, peer.Get("/26250/0/1", BlockOption.Make(1, false, Largest)));
            Check.True(text != peer.ETag);
            Check.Is(BlockPeer.PatternAt(512, 3), peer.Fixture.Answer.Buffer[peer.Fixture.Answer.PayloadOffset]);
        }

        [TestMethod]
        public void Formats_are_transfers_of_their_own()
        {
            BlockPeer peer = new BlockPeer(Long);
            Check.Is(205, peer.Get("/26250/0/1", BlockPeer.None));
            string text = peer.ETag;
            peer.Accept = ClientFixture.Tlv;
            Check.Is(205, peer.Get("/26250/0/1", BlockOption.Make(1, false, Largest)));
            Check.Is(ClientFixture.Tlv, peer.Fixture.AnswerFormat);
            Check.True(text != peer.ETag);
            Check.Is(BlockPeer.PatternAt(512 - HeadBytes, 1), peer.Fixture.Answer.Buffer[peer.Fixture.Answer.PayloadOffset]);
        }

        [TestMethod]
        public void Block_behind_the_end_is_refused_and_the_transfer_goes_on()
        {
            BlockPeer peer = new BlockPeer(Long);
            Check.Is(205, peer.Get("/26250/0/1", BlockPeer.None));
            string tag = peer.ETag;
            Check.Is(402, peer.Get("/26250/0/1", BlockOption.Make(3, false, Largest)));
            Check.Is(402, peer.Get("/26250/0/1", BlockOption.Make((1 << 20) - 1, false, 6)));
            Check.Is(0, peer.Count);
            ExpectBlock(peer, 2, Largest, Long - 1024, false, tag);

            // Also of what fits into a message, and where the last block is full.
            Check.Is(205, peer.Get("/3/0/0", BlockOption.Make(0, false, 0)));
            Check.Is(BlockPeer.None, peer.Block2);
            Check.Is(402, peer.Get("/3/0/0", BlockOption.Make(1, false, 0)));
            peer.Bulk.SetText(BlockPeer.Pattern(1024, 1));
            Check.Is(205, peer.Get("/26250/0/1", BlockOption.Make(1, false, Largest)));
            Check.Is(BlockOption.Make(1, false, Largest), peer.Block2);
            Check.Is(402, peer.Get("/26250/0/1", BlockOption.Make(2, false, Largest)));
        }

        [TestMethod]
        public void Later_block_of_what_fits_into_a_message_is_given()
        {
            BlockPeer peer = new BlockPeer(100);
            Check.Is(205, peer.Get("/26250/0/1", BlockOption.Make(1, false, 2)));
            Check.Is(BlockOption.Make(1, false, 2), peer.Block2);
            Check.Is(36, peer.Count);
            Check.Is(BlockPeer.PatternAt(64, 1), peer.Fixture.Answer.Buffer[peer.Fixture.Answer.PayloadOffset]);
        }

        [TestMethod]
        public void Malformed_option_is_refused()
        {
            BlockPeer peer = new BlockPeer(Long);
            Check.Is(400, peer.Get("/26250/0/1", 0x07));
            Check.Is(400, peer.Get("/26250/0/1", 0x1F));
            Check.Is(400, peer.Get("/3/0/0", 0x07));
            Check.Is(BlockPeer.None, peer.Block2);
        }

        [TestMethod]
        public void Bit_for_more_blocks_does_not_count_in_a_request()
        {
            BlockPeer peer = new BlockPeer(Long);
            Check.Is(205, peer.Get("/26250/0/1", BlockOption.Make(1, true, Largest)));
            Check.Is(BlockOption.Make(1, true, Largest), peer.Block2);
            Check.Is(205, peer.Get("/26250/0/1", BlockOption.Make(2, true, Largest)));
            Check.Is(BlockOption.Make(2, false, Largest), peer.Block2);
        }

        [TestMethod]
        public void Errors_need_no_blocks()
        {
            BlockPeer peer = new BlockPeer(Long);
            Check.Is(404, peer.Get("/26250/3/1", BlockOption.Make(0, false, 0)));
            Check.Is(BlockPeer.None, peer.Block2);
            Check.Is(404, peer.Get("/26250/3/1", BlockOption.Make(2, false, 0)));
            Check.Is(405, peer.Get("/26250/0/0", BlockOption.Make(2, false, 0)));
        }

        [TestMethod]
        public void What_disappears_in_the_middle_is_not_found()
        {
            BlockPeer peer = new BlockPeer(Long);
            Check.Is(205, peer.Get(BlockPeer.Instance, BlockPeer.None));
            Check.Is(202, peer.Fixture.Delete(BlockPeer.Instance));
            peer.Fixture.ExpectUpdate("", 204);
            Check.Is(404, peer.Get(BlockPeer.Instance, BlockOption.Make(1, false, Largest)));
        }

        [TestMethod]
        public void What_is_longer_than_any_buffer_is_an_error()
        {
            BlockPeer peer = new BlockPeer(4, 1400);
            peer.Fixture.StartAndRegister();
            Check.Is(500, peer.Get("/26250", BlockPeer.None));
            Check.Is(500, peer.Get("/26250", BlockOption.Make(1, false, Largest)));
            Check.Is(BlockPeer.None, peer.Block2);
            Check.Is(205, peer.Get(BlockPeer.Instance, BlockPeer.None));
        }

        [TestMethod]
        public void Discover_comes_in_blocks()
        {
            BlockPeer peer = new BlockPeer(20, 5);
            peer.Fixture.StartAndRegister();
            peer.Accept = ClientFixture.Link;
            Check.Is(205, peer.Get("/26250", BlockPeer.None));
            Check.Is(BlockOption.Make(0, true, Largest), peer.Block2);
            byte[] all = peer.GetRest("/26250", Largest);
            string links = string.Empty;
            for (int i = 0; i < 20; i++)
            {
                string instance = "</26250/" + i.ToString();
                links += (i == 0 ? "</26250>," : ",") + instance + ">," + instance + "/0>," + instance + "/1>," + instance + "/2>," + instance + "/3>";
            }

            Hex.AreEqual(Hex.Text(Hex.Ascii(links)), all);
        }

        [TestMethod]
        public void Confirmable_or_not_makes_no_difference()
        {
            BlockPeer peer = new BlockPeer(Long);
            CoapWriter writer = peer.Fixture.BeginRequest(CoapType.NonConfirmable, CoapCode.Get);
            writer.WriteOption(CoapOption.UriPath, Hex.Ascii("26250"), 0, 5);
            writer.WriteUnsignedOption(CoapOption.Block2, BlockOption.Make(0, false, 3));
            Check.Is(205, peer.Fixture.Exchange(writer));
            Check.Is(BlockOption.Make(0, true, 3), BlockOption.Find(peer.Fixture.Answer, CoapOption.Block2));
        }

        [TestMethod]
        public void Tag_or_other_hints_of_the_server_do_not_make_another_transfer()
        {
            BlockPeer peer = new BlockPeer(Long);
            Check.Is(205, peer.Get("/26250/0/1", BlockPeer.None));
            string tag = peer.ETag;
            peer.Bulk.SetText(BlockPeer.Pattern(Long, 9));

            // ETag, and an option of the kind that is no part of what is asked for (Echo, RFC 9175).
            CoapWriter writer = peer.Fixture.BeginRequest(CoapType.Confirmable, CoapCode.Get);
            byte[] known = Hex.Bytes(tag);
            writer.WriteOption(CoapOption.ETag, known, 0, known.Length);
            writer.WriteOption(CoapOption.UriPath, Hex.Ascii("26250"), 0, 5);
            writer.WriteOption(CoapOption.UriPath, Hex.Ascii("0"), 0, 1);
            writer.WriteOption(CoapOption.UriPath, Hex.Ascii("1"), 0, 1);
            writer.WriteUnsignedOption(CoapOption.Block2, BlockOption.Make(1, false, Largest));
            writer.WriteUnsignedOption(CoapOption.Size2, 0);
            writer.WriteUnsignedOption(252, 77);
            Check.Is(205, peer.Fixture.Exchange(writer));
            Check.Is(BlockPeer.PatternAt(512, 1), peer.Fixture.Answer.Buffer[peer.Fixture.Answer.PayloadOffset]);
        }

        [TestMethod]
        public void Notification_longer_than_a_message_gives_its_first_block_and_the_rest_on_demand()
        {
            BlockPeer peer = new BlockPeer(Long);
            peer.ObserveOption = 0;
            Check.Is(205, peer.Get("/26250/0/1", BlockPeer.None));
            Check.True(peer.Observe != BlockPeer.None);
            string tag = peer.ETag;
            peer.ObserveOption = BlockPeer.None;
            peer.GetRest("/26250/0/1", Largest);
            Check.Is(BlockPeer.None, peer.Observe);

            peer.Bulk.SetText(BlockPeer.Pattern(Long - 1, 4));
            peer.Fixture.Step();
            peer.Take();
            Check.Is(CoapType.NonConfirmable, peer.Fixture.Answer.Type);
            Check.True(peer.Observe != BlockPeer.None);
            Check.True(tag != peer.ETag);
            Check.Is(BlockOption.Make(0, true, Largest), peer.Block2);
            Check.Is(Long - 1, peer.Size2);

            // What changes after it belongs to the next one.
            tag = peer.ETag;
            byte[] first = Hex.Bytes(peer.Fixture.PayloadHex);
            ExpectBlock(peer, 1, Largest, 512, true, tag);
            ExpectBlock(peer, 2, Largest, Long - 1 - 1024, false, tag);
            ExpectText(peer, first, 512, 4);
        }

        [TestMethod]
        public void Change_behind_the_first_block_is_notified()
        {
            BlockPeer peer = new BlockPeer(Long);
            peer.ObserveOption = 0;
            Check.Is(205, peer.Get(BlockPeer.Instance, BlockPeer.None));
            string tag = peer.ETag;
            peer.Bulk.SetNumber(0, 1);
            peer.Fixture.Step();
            peer.Take();
            Check.True(tag != peer.ETag);
            peer.Fixture.ExpectSilence();
        }

        [TestMethod]
        public void Size_asked_for_when_observing_holds_for_the_notifications()
        {
            BlockPeer peer = new BlockPeer(300);
            peer.ObserveOption = 0;
            Check.Is(205, peer.Get("/26250/0/1", BlockOption.Make(0, false, 2)));
            Check.Is(BlockOption.Make(0, true, 2), peer.Block2);
            peer.ObserveOption = BlockPeer.None;
            peer.Bulk.SetText(BlockPeer.Pattern(299, 2));
            peer.Fixture.Step();
            peer.Take();
            Check.Is(BlockOption.Make(0, true, 2), peer.Block2);
            Check.Is(64, peer.Count);
            ExpectText(peer, peer.GetRest("/26250/0/1", 2), 299, 2);
        }

        [TestMethod]
        public void Observing_in_later_blocks_observes_nothing()
        {
            BlockPeer peer = new BlockPeer(Long);
            peer.ObserveOption = 0;
            Check.Is(205, peer.Get("/26250/0/1", BlockOption.Make(1, false, Largest)));
            Check.Is(BlockPeer.None, peer.Observe);
            peer.Bulk.SetText(BlockPeer.Pattern(Long, 2));
            peer.Fixture.Step();
            peer.Fixture.ExpectSilence();
        }

        private static string Text(BlockPeer peer, string path)
        {
            Check.Is(205, peer.Get(path, BlockPeer.None));
            return peer.Fixture.PayloadText;
        }

        private static void ExpectBlock(BlockPeer peer, int number, int exponent, int count, bool more, string tag)
        {
            Check.Is(205, peer.Get("/26250/0/1", BlockOption.Make(number, false, exponent)));
            Check.Is(BlockOption.Make(number, more, exponent), peer.Block2);
            Check.Is(count, peer.Count);
            Check.Is(tag, peer.ETag);
        }

        private static void ExpectText(BlockPeer peer, byte[] all, int count, int seed)
        {
            Check.Is(count, all.Length);
            ExpectText(peer, all, 0, count, seed);
        }

        private static void ExpectText(BlockPeer peer, byte[] all, int offset, int count, int seed)
        {
            for (int i = 0; i < count; i++)
            {
                if (all[offset + i] != BlockPeer.PatternAt(i, seed))
                {
                    Check.Is(BlockPeer.PatternAt(i, seed), all[offset + i], "byte " + i.ToString());
                }
            }
        }
    }
}
