using Lwm2mNano;
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
        [TestMethod]
        public void Voltage_is_that_of_a_typical_converter()
        {
            FakeAdcInput input = new FakeAdcInput { Count = 0 };
            ClientFixture fixture = Begin(input);
            ExpectText(fixture, "/3316/0/5700", "0.142");
            ExpectText(fixture, "/3316/0/5701", "V");
            ExpectText(fixture, "/3316/0/5750", "pin");
            input.Count = 3000;
            ExpectText(fixture, "/3316/0/5700", "2.56");
            input.Count = 4095;
            Check.Is(205, fixture.GetAs(ClientFixture.Tlv, "/3316/0/5700"));
            Hex.AreEqual("E81644 08 400B8A6223E18698", Hex.Bytes(fixture.PayloadHex));
            Check.Is(205, fixture.Discover("/3316"));
            Check.Is("</3316>,</3316/0>,</3316/0/5601>,</3316/0/5602>,</3316/0/5605>,</3316/0/5700>,</3316/0/5701>,</3316/0/5750>", fixture.PayloadText);
        }

        [TestMethod]
        public void Smallest_and_largest_value_are_kept_until_they_are_reset()
        {
            FakeAdcInput input = new FakeAdcInput { Count = 1000 };
            ClientFixture fixture = Begin(input);
            Expect(fixture, "0.948", "0.948", "0.948");
            input.Count = 2000;
            Expect(fixture, "1.754", "0.948", "1.754");
            input.Count = 500;
            Expect(fixture, "0.545", "0.545", "1.754");
            input.Count = 1500;
            Expect(fixture, "1.351", "0.545", "1.754");
            Check.Is(204, fixture.Post("/3316/0/5605"));
            Expect(fixture, "1.351", "1.351", "1.351");
        }

        [TestMethod]
        public void Noise_is_no_news()
        {
            FakeAdcInput input = new FakeAdcInput { Count = 1000 };
            ClientFixture fixture = Begin(input);
            ExpectText(fixture, "/3316/0/5700", "0.948");
            input.Count = 1006;
            ExpectText(fixture, "/3316/0/5700", "0.948");
            input.Count = 994;
            ExpectText(fixture, "/3316/0/5700", "0.948");
            input.Count = 1007;
            ExpectText(fixture, "/3316/0/5700", "0.953642");
            input.Count = 1000;
            ExpectText(fixture, "/3316/0/5700", "0.948");
        }

        [TestMethod]
        public void Value_is_told_when_it_has_changed()
        {
            FakeAdcInput input = new FakeAdcInput { Count = 1000 };
            ClientFixture fixture = Begin(input);
            ObjectWatch watch = new ObjectWatch(fixture, "/3316/0/5700");
            input.Count = 1005;
            watch.ExpectSilence(60);
            input.Count = 1500;
            watch.ExpectText(10, "1.351");
            Check.Is(204, fixture.Post("/3316/0/5605"));
            watch.ExpectSilence(60);

            input = new FakeAdcInput { Count = 1000 };
            fixture = Begin(input);
            watch = new ObjectWatch(fixture, "/3316/0/5602");
            input.Count = 2000;
            watch.ExpectText(10, "1.754");
            input.Count = 1000;
            watch.ExpectSilence(10);
            Check.Is(204, fixture.Post("/3316/0/5605"));
            watch.ExpectText(0, "0.948");
        }

        [TestMethod]
        public void Converter_that_fails_leaves_the_last_value()
        {
            FakeAdcInput input = new FakeAdcInput { Count = -1 };
            ClientFixture fixture = Begin(input);
            Check.Is(503, fixture.Get("/3316/0/5700"));
            Check.Is(503, fixture.Get("/3316/0/5601"));
            Check.Is(204, fixture.Post("/3316/0/5605"));
            ExpectText(fixture, "/3316/0/5701", "V");
            input.Count = 1000;
            Expect(fixture, "0.948", "0.948", "0.948");
            input.Count = -1;
            Expect(fixture, "0.948", "0.948", "0.948");
        }

        [TestMethod]
        public void Battery_under_load_is_an_instance_of_its_own()
        {
            FakeAdcInput input = new FakeAdcInput { Count = 1000 };
            VoltageObject target = new VoltageObject(input, true);
            ClientFixture fixture = Begin(target);
            Check.Is(503, fixture.Get("/3316/1/5700"));
            ExpectText(fixture, "/3316/1/5750", "battery under load");
            ExpectText(fixture, "/3316/1/5701", "V");
            target.SetLoadMillivolts(3700);
            ExpectText(fixture, "/3316/1/5700", "3.7");
            ExpectText(fixture, "/3316/0/5700", "0.948");
            target.SetLoadMillivolts(3400);
            target.SetLoadMillivolts(3600);
            target.SetLoadMillivolts(-1);
            ExpectText(fixture, "/3316/1/5700", "3.6");
            ExpectText(fixture, "/3316/1/5601", "3.4");
            ExpectText(fixture, "/3316/1/5602", "3.7");
            Check.Is(204, fixture.Post("/3316/1/5605"));
            ExpectText(fixture, "/3316/1/5601", "3.6");
            ExpectText(fixture, "/3316/1/5602", "3.6");
            ExpectText(fixture, "/3316/0/5602", "0.948");
        }

        [TestMethod]
        public void Battery_under_load_stands_without_a_pin()
        {
            VoltageObject target = new VoltageObject(null, true);
            ClientFixture fixture = Begin(target);
            target.SetLoadMillivolts(3700);
            ExpectText(fixture, "/3316/1/5700", "3.7");
            Check.Is(404, fixture.Get("/3316/0/5700"));
            target.SetLoadMillivolts(0);
            ExpectText(fixture, "/3316/1/5601", "0");
        }

        [TestMethod]
        public void Battery_under_load_is_told_when_it_has_changed()
        {
            VoltageObject target = new VoltageObject(null, true);
            ClientFixture fixture = Begin(target);
            target.SetLoadMillivolts(3700);
            ObjectWatch watch = new ObjectWatch(fixture, "/3316/1/5700");
            target.SetLoadMillivolts(3704);
            watch.ExpectSilence(60);
            target.SetLoadMillivolts(3694);
            watch.ExpectText(0, "3.694");
        }

        [TestMethod]
        public void Least_and_most_outlive_a_sleep()
        {
            FakeAdcInput input = new FakeAdcInput { Count = 1000 };
            VoltageObject before = new VoltageObject(input, true);
            before.Refresh();
            input.Count = 2000;
            before.Refresh();
            before.SetLoadMillivolts(3700);
            before.SetLoadMillivolts(3400);
            byte[] buffer = new byte[64];
            StateWriter writer = new StateWriter();
            writer.Begin(buffer, 0, buffer.Length, 0);
            before.Save(writer);
            Check.True(writer.Length > 0);

            StateReader reader = new StateReader();
            reader.Begin(buffer, 0, writer.Length, 0);
            VoltageObject after = new VoltageObject(input, true);
            after.Restore(reader);
            Check.False(reader.IsDamaged);
            ClientFixture fixture = Begin(after);
            Expect(fixture, "1.754", "0.948", "1.754");
            ExpectText(fixture, "/3316/1/5700", "3.4");
            ExpectText(fixture, "/3316/1/5602", "3.7");
            after.SetLoadMillivolts(3300);
            ExpectText(fixture, "/3316/1/5601", "3.3");
            ExpectText(fixture, "/3316/1/5602", "3.7");
        }

        private static ClientFixture Begin(FakeAdcInput input)
        {
            return Begin(new VoltageObject(input));
        }

        private static ClientFixture Begin(VoltageObject target)
        {
            ClientFixture fixture = new ClientFixture();
            Check.True(fixture.Client.Add(target));
            fixture.StartAndRegister();
            return fixture;
        }

        private static void Expect(ClientFixture fixture, string value, string min, string max)
        {
            ExpectText(fixture, "/3316/0/5700", value);
            ExpectText(fixture, "/3316/0/5601", min);
            ExpectText(fixture, "/3316/0/5602", max);
        }

        private static void ExpectText(ClientFixture fixture, string path, string text)
        {
            Check.Is(205, fixture.Get(path), path);
            Check.Is(text, fixture.PayloadText);
        }
    }
}
