using Lwm2mNano.Device;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// The Voltage Object, the sample of an application's own object.
    /// </summary>
    [TestClass]
    public class ObjectVoltageTests
    {
        private static FakeAdcInput s_input;
        private static ClientFixture s_fixture;

        [TestMethod]
        public void Voltage_is_that_of_a_typical_converter()
        {
            Begin(0);
            ExpectText("/3316/0/5700", "0.142");
            ExpectText("/3316/0/5701", "V");
            s_input.Count = 3000;
            ExpectText("/3316/0/5700", "2.56");
            s_input.Count = 4095;
            Check.Is(205, s_fixture.GetAs(ClientFixture.Tlv, "/3316/0/5700"));
            Hex.AreEqual("E81644 08 400B8A6223E18698", Hex.Bytes(s_fixture.PayloadHex));
            Check.Is(205, s_fixture.Discover("/3316"));
            Check.Is("</3316>,</3316/0>,</3316/0/5601>,</3316/0/5602>,</3316/0/5605>,</3316/0/5700>,</3316/0/5701>", s_fixture.PayloadText);
        }

        [TestMethod]
        public void Smallest_and_largest_value_are_kept_until_they_are_reset()
        {
            Begin(1000);
            Expect("0.948", "0.948", "0.948");
            s_input.Count = 2000;
            Expect("1.754", "0.948", "1.754");
            s_input.Count = 500;
            Expect("0.545", "0.545", "1.754");
            s_input.Count = 1500;
            Expect("1.351", "0.545", "1.754");
            Check.Is(204, s_fixture.Post("/3316/0/5605"));
            Expect("1.351", "1.351", "1.351");
        }

        [TestMethod]
        public void Noise_is_no_news()
        {
            Begin(1000);
            ExpectText("/3316/0/5700", "0.948");
            s_input.Count = 1006;
            ExpectText("/3316/0/5700", "0.948");
            s_input.Count = 994;
            ExpectText("/3316/0/5700", "0.948");
            s_input.Count = 1007;
            ExpectText("/3316/0/5700", "0.953642");
            s_input.Count = 1000;
            ExpectText("/3316/0/5700", "0.948");
        }

        [TestMethod]
        public void Value_is_told_when_it_has_changed()
        {
            Begin(1000);
            ObjectWatch watch = new ObjectWatch(s_fixture, "/3316/0/5700");
            s_input.Count = 1005;
            watch.ExpectSilence(60);
            s_input.Count = 1500;
            watch.ExpectText(10, "1.351");
            Check.Is(204, s_fixture.Post("/3316/0/5605"));
            watch.ExpectSilence(60);

            Begin(1000);
            watch = new ObjectWatch(s_fixture, "/3316/0/5602");
            s_input.Count = 2000;
            watch.ExpectText(10, "1.754");
            s_input.Count = 1000;
            watch.ExpectSilence(10);
            Check.Is(204, s_fixture.Post("/3316/0/5605"));
            watch.ExpectText(0, "0.948");
        }

        [TestMethod]
        public void Converter_that_fails_leaves_the_last_value()
        {
            Begin(-1);
            Check.Is(503, s_fixture.Get("/3316/0/5700"));
            Check.Is(503, s_fixture.Get("/3316/0/5601"));
            Check.Is(204, s_fixture.Post("/3316/0/5605"));
            ExpectText("/3316/0/5701", "V");
            s_input.Count = 1000;
            Expect("0.948", "0.948", "0.948");
            s_input.Count = -1;
            Expect("0.948", "0.948", "0.948");
        }

        private static void Begin(int count)
        {
            s_input = new FakeAdcInput { Count = count };
            s_fixture = new ClientFixture();
            Check.True(s_fixture.Client.Add(new VoltageObject(s_input)));
            s_fixture.StartAndRegister();
        }

        private static void Expect(string value, string min, string max)
        {
            ExpectText("/3316/0/5700", value);
            ExpectText("/3316/0/5601", min);
            ExpectText("/3316/0/5602", max);
        }

        private static void ExpectText(string path, string text)
        {
            Check.Is(205, s_fixture.Get(path), path);
            Check.Is(text, s_fixture.PayloadText);
        }
    }
}
