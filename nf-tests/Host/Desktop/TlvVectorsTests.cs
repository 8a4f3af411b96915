using System.IO;
using System.Linq;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The list of TLV vectors, where it stands beside the repository, against those that the device's tests embed.</summary>
    public class TlvVectorsTests
    {
        [Test]
        public void Every_vector_of_the_list_is_among_the_tests()
        {
            string list = Path.Combine(Repository.Root, "..", "shared", "lwm2m", "tlv-vectors.tsv");
            if (!File.Exists(list))
            {
                Assert.Ignore("There is no list of vectors beside this repository.");
            }

            string tests = File.ReadAllText(Path.Combine(Repository.Root, "nf-tests", "NFUnitTest", "TlvVectorTests.cs"));
            string[] vectors = File.ReadLines(list).Skip(1).Select(l => l.Split('\t')[0]).Where(v => v.Length > 0).ToArray();
            Assert.That(vectors, Has.Length.GreaterThan(20));
            Assert.That(vectors.Where(v => !tests.Contains($"\"{v}\"")), Is.Empty);
        }
    }
}
