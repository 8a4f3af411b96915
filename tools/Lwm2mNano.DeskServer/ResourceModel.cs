using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Lwm2mNano.Objects;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// The resources of Objects 0 to 7 and 3316 as OMA's registry has them, from the file objects.tsv inside the assembly. A resource is
    /// the same in every version of its object but for its name's spelling and its unit; the newest counts.
    /// </summary>
    public static class ResourceModel
    {
        private const string File = "objects.tsv";
        private const string NoUnits = "-";

        private enum Column
        {
            Object,
            Version,
            Resource,
            Name,
            Operations,
            Instances,
            Mandatory,
            Type,
            Range,
            Units,
        }

        private static readonly Dictionary<(int, int), ResourceDefinition> s_resources = Read();

        /// <summary>
        /// Finds a resource.
        /// </summary>
        /// <param name="objectId">Object ID.</param>
        /// <param name="resourceId">Resource ID.</param>
        /// <returns>Its definition, or <see langword="null"/>.</returns>
        public static ResourceDefinition Find(int objectId, int resourceId) => s_resources.GetValueOrDefault((objectId, resourceId));

        private static Dictionary<(int, int), ResourceDefinition> Read()
        {
            using Stream stream = typeof(ResourceModel).Assembly.GetManifestResourceStream(File);
            using StreamReader reader = new(stream);
            Dictionary<(int, int), ResourceDefinition> resources = new();
            foreach (string[] row in reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split('\t')))
            {
                string Cell(Column column) => row[(int)column].Trim();

                (int, int) key = (int.Parse(Cell(Column.Object)), int.Parse(Cell(Column.Resource)));

                // Units went out of the newer versions; the older ones say % where these say /100.
                string units = resources.GetValueOrDefault(key)?.Units ?? (Cell(Column.Units) == NoUnits ? null : Cell(Column.Units));
                resources[key] = new ResourceDefinition(
                    Cell(Column.Name), ParseType(Cell(Column.Type)), Cell(Column.Instances) == "Multiple", units);
            }

            return resources;
        }

        private static ResourceType ParseType(string name) => name switch
        {
            "Unsigned Integer" => ResourceType.Unsigned,
            "Objlnk" => ResourceType.ObjectLink,
            "none(E)" => ResourceType.None,
            _ => Enum.Parse<ResourceType>(name),
        };
    }
}
