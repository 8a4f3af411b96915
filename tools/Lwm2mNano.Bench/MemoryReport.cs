using System.Linq;
using System.Reflection;
using Lwm2mNano.Client;
using Spectre.Console;

namespace Lwm2mNano.Bench
{
    /// <summary>
    /// The static memory of a client under the default limits, by buffer and table.
    /// </summary>
    internal static class MemoryReport
    {
        private const string Objects = "objects: ";
        private const string Server = "a server: ";

        public static void Print()
        {
            var bench = new BenchClient(false);
            bench.Register();
            var heap = new DeviceHeap();
            heap.Add(Objects + "Security Object", bench.Security);
            heap.Add(Objects + "Server Object", bench.Server);
            heap.Add(Objects + "Device Object", bench.Device);
            object management = Field(bench.Client, "_management");
            heap.AddFieldByField("representation", Field(Field(management, "_reads"), "_representation"));
            foreach (ServerConnection connection in (ServerConnection[])Field(bench.Client, "_connections"))
            {
                heap.AddFieldByField(Server + "message layer", connection.Layer);
                heap.AddFieldByField(Server + "observations", connection.Observations);
                heap.AddFieldByField(Server + "registration", connection.Registration);
                heap.AddFieldByField(Server + "connection", connection);
            }

            heap.AddFieldByField("device management", management);
            heap.AddFieldByField("bootstrap", Field(bench.Client, "_bootstrap"));
            heap.AddFieldByField("client", bench.Client);
            heap.AddStatics("static tables and names", typeof(LwM2mClient).Assembly);

            var table = new Table().Border(TableBorder.Minimal).AddColumn("what").AddColumn(new TableColumn("heap objects").RightAligned())
                .AddColumn(new TableColumn("bytes").RightAligned());
            foreach ((string name, int objects, int bytes) in heap.Rows.OrderByDescending(r => r.Bytes))
            {
                table.AddRow(Markup.Escape(name), objects.ToString(), bytes.ToString());
            }

            int all = heap.Rows.Sum(r => r.Bytes);
            int objectBytes = heap.Rows.Where(r => r.Name.StartsWith(Objects)).Sum(r => r.Bytes);
            int serverBytes = heap.Rows.Where(r => r.Name.StartsWith(Server)).Sum(r => r.Bytes);
            table.AddRow("of the client, what each server takes", string.Empty, serverBytes.ToString());
            table.AddRow("the client with one server", string.Empty, (all - objectBytes).ToString());
            table.AddRow("its three objects", string.Empty, objectBytes.ToString());
            table.AddRow("in all", heap.Rows.Sum(r => r.Objects).ToString(), all.ToString());
            AnsiConsole.MarkupLine("Static memory of a client under the default limits, by the rules of a 32-bit nanoFramework heap");
            AnsiConsole.Write(table);
        }

        private static object Field(object owner, string name)
        {
            return owner.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic).GetValue(owner);
        }
    }
}
