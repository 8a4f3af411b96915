using Lwm2mNano.Coap;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// The value of a Block option: its parts, its bounds, and what is none.
    /// </summary>
    [TestClass]
    public class BlockOptionTests
    {
        private const int MaxNumber = (1 << 20) - 1;

        private static readonly CoapReader s_reader = new CoapReader();

        [TestMethod]
        public void Parts_of_a_value_are_told_apart()
        {
            Expect(0x00, 0, false, 0, 16, 0);
            Expect(0x08, 0, true, 0, 16, 0);
            Expect(0x1E, 1, true, 6, 1024, 1024);
            Expect(0x32, 3, false, 2, 64, 192);
            Expect(0x1F05, 0x1F0, false, 5, 512, 0x1F0 * 512);
            Expect(0xFFFFFE, MaxNumber, true, 6, 1024, MaxNumber * 1024);
        }

        [TestMethod]
        public void Value_has_up_to_three_bytes()
        {
            Check.Is(0, Read("B0 D0 03"));
            Check.Is(0x0E, Read("B0 D1 03 0E"));
            Check.Is(0x1234, Read("B0 D2 03 1234"));
            Check.Is(0xFFFFFE, Read("B0 D3 03 FFFFFE"));
            Check.Is(BlockOption.None, Read("B0 D4 03 00000002"));
        }

        [TestMethod]
        public void Reserved_size_is_no_value()
        {
            Check.Is(BlockOption.None, Read("B0 D1 03 07"));
            Check.Is(BlockOption.None, Read("B0 D3 03 FFFFFF"));
        }

        [TestMethod]
        public void Message_without_the_option_has_no_value()
        {
            Check.Is(BlockOption.None, Read("B0"));
            Check.Is(BlockOption.None, Read("B0 C1 0E"));
        }

        private static void Expect(int value, int number, bool more, int exponent, int size, int offset)
        {
            Check.Is(value, BlockOption.Make(number, more, exponent));
            Check.Is(number, BlockOption.Number(value));
            Check.Is(more, BlockOption.HasMore(value));
            Check.Is(exponent, BlockOption.Exponent(value));
            Check.Is(size, BlockOption.Size(exponent));
            Check.Is(offset, BlockOption.Offset(value));
        }

        // Behind an empty Uri-Path (11): Block1 (27) has the delta 13 + 3, Block2 (23) 12.
        private static int Read(string options)
        {
            byte[] message = Hex.Bytes("40010001" + options);
            Check.Is(CoapParseResult.Ok, s_reader.Parse(message, 0, message.Length));
            return BlockOption.Find(s_reader, CoapOption.Block1);
        }
    }
}
