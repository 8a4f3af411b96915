using System;
using System.IO;
using System.Linq;
using Lwm2mNano.DeskServer;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>How the desk server's keys are written.</summary>
    public class DeskServerSecureKeysTests
    {
        private const string Written = "a key is written as IDENTITY=HEXKEY, with two hexadecimal digits a byte";

        [TestCase("a=00ff", "a", null)]
        [TestCase("  a=00FF \t", "a", null)]
        [TestCase("a=00ff node", "a", "node")]
        [TestCase("a=00ff   node with spaces ", "a", "node with spaces")]
        [TestCase("a b=00ff node=ab", "a b", "node=ab")]
        [TestCase("YWI===00ff", "YWI==", null)]
        [TestCase("a=b=00ff", "a=b", null)]
        [TestCase("é=00ff", "é", null)]
        public void A_line(string line, string identity, string endpoint)
        {
            PskKeys keys = new();
            keys.Add(line);

            Assert.That(keys.Count, Is.EqualTo(1));
            Assert.That(keys.Claim(null, endpoint ?? "any"), endpoint == null ? Is.Null : Is.Not.Null);
            Assert.That(keys.Claim(identity, endpoint ?? "any"), Is.Null);
            Assert.That(() => keys.Add(identity, new byte[1]), Throws.ArgumentException);
        }

        [TestCase("", ExpectedResult = Written)]
        [TestCase("a", ExpectedResult = Written)]
        [TestCase("a=", ExpectedResult = Written)]
        [TestCase("=00", ExpectedResult = Written)]
        [TestCase("a=0", ExpectedResult = Written)]
        [TestCase("a=001", ExpectedResult = Written)]
        [TestCase("a=0g", ExpectedResult = Written)]
        [TestCase("a=00,11", ExpectedResult = Written)]
        [TestCase("there=00", ExpectedResult = "the identity 'there' is there twice")]
        [TestCase("a=00 node", ExpectedResult = "the endpoint 'node' is there twice")]
        public string A_wrong_line(string line)
        {
            PskKeys keys = new();
            keys.Add("there=00 node");
            return Assert.Throws<ArgumentException>(() => keys.Add(line)).Message;
        }

        [TestCase(1, 1, ExpectedResult = null)]
        [TestCase(128, 64, ExpectedResult = null)]
        [TestCase(129, 1, ExpectedResult = "an identity has 1 to 128 bytes")]
        [TestCase(0, 1, ExpectedResult = "an identity has 1 to 128 bytes")]
        [TestCase(1, 65, ExpectedResult = "a key has 1 to 64 bytes")]
        [TestCase(1, 0, ExpectedResult = "a key has 1 to 64 bytes")]
        public string Lengths(int identity, int key)
        {
            try
            {
                new PskKeys().Add(new string('i', identity), new byte[key]);
                return null;
            }
            catch (ArgumentException exception)
            {
                return exception.Message;
            }
        }

        [Test]
        public void A_file()
        {
            string path = Path.GetTempFileName();
            try
            {
                File.WriteAllLines(path, new[] { "# keys of the desk", "", "a=00", "  # more", "b=01 node" });
                PskKeys keys = new();
                keys.AddFile(path);
                Assert.That(keys.Count, Is.EqualTo(2));

                File.AppendAllLines(path, new[] { "c=secret" });
                Assert.That(
                    Assert.Throws<ArgumentException>(() => new PskKeys().AddFile(path)).Message, Is.EqualTo($"{path}, line 6: {Written}"));
            }
            finally
            {
                File.Delete(path);
            }
        }
    }
}
