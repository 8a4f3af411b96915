using Lwm2mNano.Coap;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Write-Attributes: what may be set, what is refused, what is in force at which level, seen through Discover.
    /// </summary>
    [TestClass]
    public class AttributeTests
    {
        [TestMethod]
        public void Requests_add_to_what_was_set_before()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Write(fixture, "/26241/0/1?pmin=5");
            Write(fixture, "/26241/0/1?pmax=60&gt=100");
            Write(fixture, "/26241/0/1?lt=-1.5&pmin=6");
            Expect(fixture, "/26241/0/1", ";pmin=6;pmax=60;gt=100;lt=-1.5");
        }

        [TestMethod]
        public void Every_attribute_has_its_name_and_value()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Write(fixture, "/26241/0/2?epmax=20&epmin=1&st=0.5&lt=1e1&gt=12345.678&pmax=2147483647&pmin=0");
            Expect(fixture, "/26241/0/2", ";pmin=0;pmax=2147483647;gt=12345.678;lt=10;st=0.5;epmin=1;epmax=20");
        }

        [TestMethod]
        public void Attribute_without_a_value_is_unset()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Write(fixture, "/26241/0/1?pmin=5&pmax=60&gt=100");
            Write(fixture, "/26241/0/1?pmin=");
            Expect(fixture, "/26241/0/1", ";pmax=60;gt=100");
            Write(fixture, "/26241/0/1?gt&pmax=61");
            Expect(fixture, "/26241/0/1", ";pmax=61");
            Write(fixture, "/26241/0/1?pmax=");
            Expect(fixture, "/26241/0/1", "");

            // What is not set can be unset, too.
            Write(fixture, "/26241/0/1?st=&lt=");
            Expect(fixture, "/26241/0/1", "");
        }

        [TestMethod]
        public void What_may_not_be_is_refused_and_the_old_set_stays()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Write(fixture, "/26241/0/1?pmin=5&gt=100&lt=10&st=2");
            string[] refused =
            {
                // Not known, not a number, negative, out of range.
                "pmin=6&foo=1", "foo", "pmin=x", "pmin=-1", "pmin=1.5", "pmin=2147483648", "pmax=-1", "pmax=99999999999999999999", "gt=x", "gt=", "epmin=-1",
                "pmin=6&st=-1", "st=x", "PMIN=6", "pmi=6", "pminn=6", "=6", "gt=1e999", "gt=NaN",

                // lt < gt, lt + 2 st < gt.
                "pmin=6&lt=100", "lt=101", "gt=10", "gt=9", "st=45", "st=46", "gt=14", "lt=96",
            };
            for (int i = 0; i < refused.Length; i++)
            {
                int code = fixture.WriteAttributes("/26241/0/1?" + refused[i]);
                if (refused[i] == "gt=")
                {
                    // This one is right, for the rules between the others hold without it.
                    Check.Is(204, code);
                    Write(fixture, "/26241/0/1?gt=100");
                    continue;
                }

                Check.Is(400, code, refused[i]);
                Check.Is(0, fixture.Answer.PayloadLength);
                Expect(fixture, "/26241/0/1", ";pmin=5;gt=100;lt=10;st=2");
            }

            Write(fixture, "/26241/0/1?st=44.9");
            Write(fixture, "/26241/0/1?st=0");
            Expect(fixture, "/26241/0/1", ";pmin=5;gt=100;lt=10;st=0");
        }

        [TestMethod]
        public void Value_conditions_are_for_numeric_resources()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            int[] numeric = { 1, 2, 3, 6, 8, 10 };
            int[] others = { 0, 4, 5, 7, 9 };
            for (int i = 0; i < numeric.Length; i++)
            {
                string path = "/26241/0/" + numeric[i].ToString();
                Write(fixture, path + "?gt=5&lt=1&st=1");
                Write(fixture, path + "?gt=&lt=&st=");
            }

            for (int i = 0; i < others.Length; i++)
            {
                string path = "/26241/0/" + others[i].ToString();
                Check.Is(400, fixture.WriteAttributes(path + "?gt=5"));
                Check.Is(400, fixture.WriteAttributes(path + "?lt=5"));
                Check.Is(400, fixture.WriteAttributes(path + "?st=5"));
                Write(fixture, path + "?pmin=5");
                Write(fixture, path + "?pmin=");
            }

            Check.Is(400, fixture.WriteAttributes("/26241?gt=5"));
            Check.Is(400, fixture.WriteAttributes("/26241/0?st=5"));
        }

        [TestMethod]
        public void Int_261_Write_Attribute_on_a_multiple_resource()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Expect(fixture, "/3/0/11", ";dim=1");
            Write(fixture, "/3?pmin=10&pmax=200");
            Write(fixture, "/3/0?pmax=320");
            Write(fixture, "/3/0/11/0?pmax=100&epmin=1&epmax=20");
            Expect(fixture, "/3/0/11", ";dim=1;pmin=10;pmax=320,</3/0/11/0>;pmax=100;epmin=1;epmax=20");
        }

        [TestMethod]
        public void Nearest_level_wins_and_gives_way_when_it_is_unset()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Write(fixture, "/26241?pmin=1");
            Expect(fixture, "/26241/0/1", ";pmin=1");
            Write(fixture, "/26241/0?pmin=2");
            Expect(fixture, "/26241/0/1", ";pmin=2");
            Write(fixture, "/26241/0/1?pmin=3");
            Expect(fixture, "/26241/0/1", ";pmin=3");
            Expect(fixture, "/26241/0/2", ";pmin=2");
            Write(fixture, "/26241/0/1?pmin=");
            Expect(fixture, "/26241/0/1", ";pmin=2");
            Write(fixture, "/26241/0?pmin=");
            Expect(fixture, "/26241/0/1", ";pmin=1");
            Write(fixture, "/26241?pmin=");
            Expect(fixture, "/26241/0/1", "");
        }

        [TestMethod]
        public void Value_conditions_are_checked_with_what_is_inherited()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Write(fixture, "/26241/0/8?gt=5");
            Check.Is(400, fixture.WriteAttributes("/26241/0/8/0?lt=10"));
            Write(fixture, "/26241/0/8/0?lt=10&gt=20");
            Check.Is(400, fixture.WriteAttributes("/26241/0/8/0?gt="));
            Expect(fixture, "/26241/0/8", ";dim=2;gt=5,</26241/0/8/0>;gt=20;lt=10");
        }

        [TestMethod]
        public void Discover_of_an_instance_shows_what_is_set_at_each_level_once()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Write(fixture, "/1?pmax=100");
            Write(fixture, "/1/0?pmin=1");
            Write(fixture, "/1/0/1?st=2");
            Check.Is(205, fixture.Discover("/1"));
            Check.Is(
                "</1>;pmax=100,</1/0>;pmin=1,</1/0/0>,</1/0/1>;st=2,</1/0/4>,</1/0/6>,</1/0/7>,</1/0/8>", fixture.PayloadText);
            Check.Is(205, fixture.Discover("/1/0"));
            Check.Is("</1/0>;pmin=1,</1/0/0>,</1/0/1>;st=2,</1/0/4>,</1/0/6>,</1/0/7>,</1/0/8>", fixture.PayloadText);
        }

        [TestMethod]
        public void What_is_not_there_has_no_attributes()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            string[] absent = { "/2", "/3/1", "/3/0/8", "/3/0/77", "/3/0/11/1", "/3/0/0/0", "/26241/1/1", "/26241/0/8/1", "/26241/0/300" };
            for (int i = 0; i < absent.Length; i++)
            {
                Check.Is(404, fixture.WriteAttributes(absent[i] + "?pmin=1"), absent[i]);
            }

            Check.Is(401, fixture.WriteAttributes("/0/0/0?pmin=1"));
            Check.Is(405, fixture.WriteAttributes("?pmin=1"));
        }

        [TestMethod]
        public void Write_of_a_value_with_attributes_is_refused()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(400, fixture.Put("/26241/0/1?pmin=1", "5"));
            Check.Is(205, fixture.Get("/26241/0/1"));
            Check.Is("-5", fixture.PayloadText);
            Expect(fixture, "/26241/0/1", "");
        }

        [TestMethod]
        public void Table_that_is_full_is_unavailable_until_a_set_goes()
        {
            ClientFixture fixture = ClientFixture.Registered();
            int[] resources = { 0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 16, 20, 21 };
            for (int i = 0; i < Lwm2mNano.Limits.MaxAttributeSets; i++)
            {
                Write(fixture, "/3/0/" + resources[i].ToString() + "?pmin=1");
            }

            Check.Is(503, fixture.WriteAttributes("/1?pmin=1"));
            Check.Is(0, fixture.Answer.PayloadLength);
            Write(fixture, "/3/0/0?pmax=9");
            Write(fixture, "/1?pmin=");
            Write(fixture, "/3/0/0?pmin=&pmax=");
            Write(fixture, "/1?pmin=1");
            Check.Is(503, fixture.WriteAttributes("/3/0/0?pmin=1"));
        }

        [TestMethod]
        public void Attributes_go_with_their_instance()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Write(fixture, "/26241?pmax=50");
            Write(fixture, "/26241/0?pmin=5");
            Write(fixture, "/26241/0/1?gt=5");
            Write(fixture, "/26241/0/8/2?pmin=7");
            Check.Is(202, fixture.Delete("/26241/0"));
            fixture.ExpectUpdate("", 204);
            Check.Is(201, fixture.PostTlv("/26241", "C10062 C10101 8308 410201"));
            fixture.ExpectUpdate("", 204);
            Check.Is(205, fixture.Discover("/26241/0"));
            Check.Is(
                "</26241/0>,</26241/0/0>,</26241/0/1>,</26241/0/8>;dim=1,</26241/0/9>,</26241/0/10>,</26241/0/11>", fixture.PayloadText);
            Expect(fixture, "/26241/0/8", ";dim=1;pmax=50");
        }

        private static void Write(ClientFixture fixture, string path)
        {
            Check.Is(204, fixture.WriteAttributes(path), path);
            Check.Is(0, fixture.Answer.PayloadLength);
        }

        private static void Expect(ClientFixture fixture, string path, string attributes)
        {
            Check.Is(205, fixture.Discover(path));
            Check.Is("<" + path + ">" + attributes, fixture.PayloadText);
        }
    }
}
