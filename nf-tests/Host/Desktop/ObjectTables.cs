using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Lwm2mNano.Objects;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests
{
    /// <summary>
    /// The tables of the objects built in against OMA's registry, in the versions that LwM2M 1.1 gives them: the types, operations, multiplicity
    /// and mandatory resources, and that nothing is there that the registry does not have.
    /// </summary>
    [TestFixture]
    public class ObjectTables
    {
        // Tables of the registry stand beside the repository where it is developed; they are not part of it.
        private static readonly string s_registry = Path.Combine(Repository.Root, "..", "shared", "lwm2m", "objects.tsv");

        [Test]
        public void Security_Object_is_that_of_the_registry()
        {
            // SMS and OSCORE (6 to 9, 17), and what serves certificates and names of servers (13 to 16), mean nothing here.
            Compare(new SecurityObject(), "1.1", new[] { 6, 7, 8, 9, 13, 14, 15, 16, 17 });
        }

        [Test]
        public void Server_Object_is_that_of_the_registry()
        {
            // 9 needs bootstrap; APN link, SMS trigger and preferred transport (10, 21, 22) mean nothing here.
            Compare(new ServerObject(), "1.1", new[] { 10, 21, 22 });
        }

        [Test]
        public void Device_Object_is_that_of_the_registry()
        {
            // ExtDevInfo (22) links to objects that are not here.
            Compare(new ClientFixture().Device, "1.1", new[] { 22 });
        }

        [Test]
        public void Connectivity_Monitoring_Object_is_that_of_the_registry()
        {
            // Link quality and utilization (3, 6) are not known of Wi-Fi; the rest is of cellular networks.
            Compare(new ConnectivityMonitoringObject(new FakeNetworkStatus()), "1.2", new[] { 3, 6, 8, 9, 10, 11, 12 });
        }

        private static void Compare(LwM2mObject item, string version, int[] left)
        {
            if (!File.Exists(s_registry))
            {
                Assert.Ignore("The registry's tables are not here.");
            }

            Dictionary<int, string[]> rows = File.ReadLines(s_registry).Skip(1).Select(line => line.Split('\t'))
                .Where(row => row[0] == item.ObjectId.ToString() && row[1] == version)
                .ToDictionary(row => int.Parse(row[2]));
            Assert.That(rows, Is.Not.Empty);
            Assert.That(item.Version, Is.Null, "It is the version that LwM2M 1.1 gives the object.");

            int previous = -1;
            for (int i = 0; i < item.ResourceCount; i++)
            {
                uint definition = item.DefinitionAt(i);
                int id = Resource.Id(definition);
                Assert.That(id, Is.GreaterThan(previous), "The table is in rising order.");
                previous = id;
                Assert.That(rows, Contains.Key(id));
                Assert.That(Describe(definition), Is.EqualTo(Describe(rows[id])), $"/{item.ObjectId}/x/{id} {rows[id][3]}");
            }

            IEnumerable<int> missing = rows.Keys.Where(id => item.IndexOf(id) < 0);
            Assert.That(missing, Is.EquivalentTo(left));
            Assert.That(left.Where(id => rows[id][6] == "Mandatory"), Is.Empty, "What is mandatory is there.");
        }

        private static string Describe(uint definition)
        {
            string operations = ((definition & Resource.Read) != 0 ? "R" : "") + ((definition & Resource.Write) != 0 ? "W" : "")
                + ((definition & Resource.Execute) != 0 ? "E" : "");
            return $"{operations} {Resource.Type(definition)} {((definition & Resource.Multiple) != 0 ? "Multiple" : "Single")} "
                + ((definition & Resource.Mandatory) != 0 ? "Mandatory" : "Optional");
        }

        private static string Describe(string[] row)
        {
            string type = row[7] switch
            {
                "none(E)" => nameof(ResourceType.None),
                "Unsigned Integer" => nameof(ResourceType.Unsigned),
                "Objlnk" => nameof(ResourceType.ObjectLink),
                _ => Enum.Parse<ResourceType>(row[7]).ToString(),
            };
            return $"{row[4].Trim('-')} {type} {row[5]} {row[6]}";
        }
    }
}
