using Lwm2mNano.Coap;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Composite operations whose request, whose answer, or both come in blocks (RFC 7959, section 2.7; RFC 8132).
    /// </summary>
    [TestClass]
    public class BlockCompositeTests
    {
        private const int SenMlCbor = 112;
        private const int Long = 1100;
        private const int Largest = 5;
        private const int Exponent = 2;
        private const int Size = 64;

        // The longest head of a text string in CBOR that is used here.
        private const int TextHead = 0x79;

        [TestMethod]
        public void Write_comes_in_blocks_and_is_applied_with_the_last()
        {
            BlockPeer peer = Composite(10);
            byte[] body = Hex.Join(Hex.Bytes("82"), NumberRecord("/26250/0/2", 5), TextRecord("/26250/0/1", 700, 3));
            int last = (body.Length - 1) / Size;
            for (int i = 0; i < last; i++)
            {
                Check.Is(231, peer.SendBlock(CoapCode.IPatch, "/", body, i, Exponent));
                Check.Is(0, peer.Bulk.WriteCount);
            }

            Check.Is(204, peer.SendBlock(CoapCode.IPatch, "/", body, last, Exponent));
            Check.Is(2, peer.Bulk.WriteCount);
            Check.Is(5, peer.Bulk.NumberOf(0));
            Check.Is(700, peer.Bulk.TextLength);
            Check.Is(BlockPeer.PatternSum(700, 3), peer.Bulk.TextSum());

            // The last one again is not applied again.
            Check.Is(204, peer.SendBlock(CoapCode.IPatch, "/", body, last, Exponent));
            Check.Is(2, peer.Bulk.WriteCount);
        }

        [TestMethod]
        public void Write_whose_last_value_is_refused_is_not_applied()
        {
            BlockPeer peer = Composite(10);
            byte[] body = Hex.Join(Hex.Bytes("83"), NumberRecord("/26250/0/2", 5), TextRecord("/26250/0/1", 300, 3), TextRecord("/3/0/0", 4, 1));
            Check.Is(405, peer.SendAll(CoapCode.IPatch, "/", body, Exponent));
            body = Hex.Join(Hex.Bytes("83"), NumberRecord("/26250/0/2", 5), TextRecord("/26250/0/1", 300, 3), TextRecord("/0/0/0", 4, 1));
            Check.Is(401, peer.SendAll(CoapCode.IPatch, "/", body, Exponent));
            body = Hex.Join(Hex.Bytes("83"), NumberRecord("/26250/0/2", 5), TextRecord("/26250/0/1", 300, 3));
            Check.Is(400, peer.SendAll(CoapCode.IPatch, "/", body, Exponent));
            Check.Is(0, peer.Bulk.WriteCount);
            Check.Is(10, peer.Bulk.TextLength);
        }

        [TestMethod]
        public void Answer_comes_in_blocks_whether_or_not_the_paths_are_repeated()
        {
            BlockPeer peer = Composite(Long);
            byte[] paths = Paths("/26250/0/1", "/26250/0/2");
            byte[] all = Fetch(peer, paths, Largest, true);
            ExpectText(all, Long, 1);
            Hex.AreEqual(Hex.Text(all), Fetch(peer, paths, Largest, false));
            Hex.AreEqual(Hex.Text(all), Fetch(peer, paths, 3, true));
            Hex.AreEqual(Hex.Text(all), Fetch(peer, paths, 0, false));
        }

        [TestMethod]
        public void Request_and_answer_come_in_blocks()
        {
            BlockPeer peer = Composite(Long);
            byte[] paths = Paths("/3/0/0", "/3/0/1", "/3/0/2", "/3/0/3", "/3/0/9", "/1/0/1", "/26250/0/2", "/26250/0/1");
            Check.True(paths.Length > Size);
            Check.Is(205, peer.SendAll(CoapCode.Fetch, "/", paths, Exponent));
            Check.Is(BlockOption.Make(0, true, Largest), peer.Block2);
            string tag = peer.ETag;
            string first = peer.Fixture.PayloadHex;

            // The last block again, in a new message, is read again.
            int last = (paths.Length - 1) / Size;
            Check.Is(205, peer.SendBlock(CoapCode.Fetch, "/", paths, last, Exponent));
            Check.Is(tag, peer.ETag);
            Check.Is(first, peer.Fixture.PayloadHex);

            // What changes now is not in the blocks that follow.
            peer.Bulk.SetText(BlockPeer.Pattern(Long, 2));
            byte[] all = Hex.Bytes(first);
            for (int i = 1; BlockOption.HasMore(peer.Block2); i++)
            {
                Check.Is(205, peer.Send(CoapCode.Fetch, "/", BlockPeer.None, BlockOption.Make(i, false, Largest), paths, 0, 0));
                Check.Is(tag, peer.ETag);
                all = Hex.Join(all, Hex.Bytes(peer.Fixture.PayloadHex));
            }

            ExpectText(all, Long, 1);
        }

        [TestMethod]
        public void Other_paths_are_another_transfer()
        {
            BlockPeer peer = Composite(Long);
            byte[] paths = Paths("/26250/0/1", "/26250/0/2");
            byte[] others = Paths("/26250/0/2", "/26250/0/1");
            Check.Is(205, peer.Send(CoapCode.Fetch, "/", BlockPeer.None, BlockPeer.None, paths, 0, paths.Length));
            string tag = peer.ETag;
            Check.Is(205, peer.Send(CoapCode.Fetch, "/", BlockPeer.None, BlockPeer.None, others, 0, others.Length));
            Check.True(tag != peer.ETag);
            Check.Is(205, peer.Send(CoapCode.Fetch, "/", BlockPeer.None, BlockOption.Make(1, false, Largest), paths, 0, paths.Length));
            Check.Is(tag, peer.ETag);

            // Without paths, nothing is known of what is meant once something else was asked for.
            peer.Format = ClientFixture.None;
            Check.Is(415, peer.Send(CoapCode.Fetch, "/", BlockPeer.None, BlockOption.Make(2, false, Largest), paths, 0, 0));
            peer.Format = SenMlCbor;
            peer.Accept = 110;
            Check.Is(400, peer.Send(CoapCode.Fetch, "/", BlockPeer.None, BlockOption.Make(2, false, Largest), paths, 0, 0));
        }

        [TestMethod]
        public void Notification_of_several_paths_comes_in_blocks()
        {
            BlockPeer peer = Composite(Long);
            byte[] paths = Paths("/26250/0/1", "/26250/0/2");
            peer.ObserveOption = 0;
            Check.Is(205, peer.Send(CoapCode.Fetch, "/", BlockPeer.None, BlockPeer.None, paths, 0, paths.Length));
            string tag = peer.ETag;
            peer.ObserveOption = BlockPeer.None;
            peer.Bulk.SetNumber(0, 7);
            peer.Fixture.Step();
            peer.Take();
            Check.True(peer.Observe != BlockPeer.None);
            Check.True(tag != peer.ETag);
            Check.Is(BlockOption.Make(0, true, Largest), peer.Block2);
            tag = peer.ETag;
            peer.Bulk.SetText(BlockPeer.Pattern(10, 1));
            Check.Is(205, peer.Send(CoapCode.Fetch, "/", BlockPeer.None, BlockOption.Make(1, false, Largest), paths, 0, paths.Length));
            Check.Is(tag, peer.ETag);
        }

        private static BlockPeer Composite(int textLength)
        {
            return new BlockPeer(textLength) { Format = SenMlCbor, Accept = SenMlCbor };
        }

        private static byte[] Fetch(BlockPeer peer, byte[] paths, int exponent, bool repeated)
        {
            Check.Is(205, peer.Send(CoapCode.Fetch, "/", BlockPeer.None, BlockOption.Make(0, false, exponent), paths, 0, paths.Length));
            Check.Is(SenMlCbor, peer.Fixture.AnswerFormat);
            string tag = peer.ETag;
            int total = peer.Size2;
            byte[] all = Hex.Bytes(peer.Fixture.PayloadHex);
            for (int i = 1; BlockOption.HasMore(peer.Block2); i++)
            {
                int block = BlockOption.Make(i, false, exponent);
                Check.Is(205, peer.Send(CoapCode.Fetch, "/", BlockPeer.None, block, paths, 0, repeated ? paths.Length : 0));
                Check.Is(tag, peer.ETag);
                Check.Is(i, BlockOption.Number(peer.Block2));
                all = Hex.Join(all, Hex.Bytes(peer.Fixture.PayloadHex));
            }

            Check.Is(total, all.Length);
            return all;
        }

        // The text stands in it, behind its head.
        private static void ExpectText(byte[] all, int count, int seed)
        {
            int at = 0;
            while (all[at] != TextHead)
            {
                at++;
            }

            Check.Is(count, (all[at + 1] << 8) | all[at + 2]);
            for (int i = 0; i < count; i++)
            {
                if (all[at + 3 + i] != BlockPeer.PatternAt(i, seed))
                {
                    Check.Is(BlockPeer.PatternAt(i, seed), all[at + 3 + i], "byte " + i.ToString());
                }
            }
        }

        // [{"n": path}, ...]
        private static byte[] Paths(params string[] paths)
        {
            byte[] pack = new byte[] { (byte)(0x80 + paths.Length) };
            for (int i = 0; i < paths.Length; i++)
            {
                pack = Hex.Join(pack, new byte[] { 0xA1, 0x00, (byte)(0x60 + paths[i].Length) }, Hex.Ascii(paths[i]));
            }

            return pack;
        }

        // {"n": path, "v": number}
        private static byte[] NumberRecord(string path, int number)
        {
            return Hex.Join(new byte[] { 0xA2, 0x00, (byte)(0x60 + path.Length) }, Hex.Ascii(path), new byte[] { 0x02, (byte)number });
        }

        // {"n": path, "vs": text}
        private static byte[] TextRecord(string path, int count, int seed)
        {
            return Hex.Join(
                new byte[] { 0xA2, 0x00, (byte)(0x60 + path.Length) },
                Hex.Ascii(path),
                new byte[] { 0x03, TextHead, (byte)(count >> 8), (byte)count },
                BlockPeer.Pattern(count, seed));
        }
    }
}
