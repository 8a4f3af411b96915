using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Lwm2mNano.Client;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests
{
    /// <summary>The state diagram in the documentation says what the table says that the client is run by.</summary>
    [TestFixture]
    public sealed class RegistrationDiagramTests
    {
        private const string Document = "firmware/Lwm2mNano/Client/REGISTRATION.md";
        private const string Condition = " if ";

        private string _text;
        private Dictionary<string, string[]> _groups;

        // By state, event and condition, which is empty where there is none.
        private Dictionary<(RegistrationState From, string Event, string Condition), RegistrationState> _transitions;

        [SetUp]
        public void ReadTheDiagram()
        {
            Read(File.ReadAllText(Path.Combine(Repository.Root, Document)));
        }

        [Test]
        public void EveryPairOfTheTableIsInTheDiagramAndNoOtherIs()
        {
            Assert.That(Differences(), Is.Empty);
        }

        [Test]
        public void EveryStateIsInTheDiagram()
        {
            IEnumerable<RegistrationState> drawn = _transitions.SelectMany(t => new[] { t.Key.From, t.Value }).Distinct();
            Assert.That(drawn, Is.EquivalentTo(Enum.GetValues<RegistrationState>()));
        }

        [Test]
        public void ATransitionThatIsMissingIsFound()
        {
            Read(_text.Replace("Disabled --> Waiting: deadline and no name", string.Empty));
            Assert.That(Differences(), Is.EqualTo(new[] { "D, deadline and no name: Waiting in the table, Disabled in the diagram" }));
        }

        [Test]
        public void ATransitionThatLeadsElsewhereIsFound()
        {
            Read(_text.Replace("Asleep --> Stopped: stop and no name", "Asleep --> Waiting: stop and no name"));
            Assert.That(Differences(), Is.EqualTo(new[] { "A to be opened anew, stop and no name: Stopped in the table, Waiting in the diagram" }));
        }

        [Test]
        public void ATransitionThatNothingTakesIsFound()
        {
            Read(_text.Replace("Disabled --> Stopped: stop", "Disabled --> Stopped: stop, sunset"));
            Assert.That(Differences(), Is.EqualTo(new[] { "Disabled, sunset: not in the table" }));
        }

        // What the table says and the diagram does not, and the other way round.
        private List<string> Differences()
        {
            List<string> differences = [];
            HashSet<(RegistrationState, string, string)> used = [];
            for (int situation = 0; situation < RegistrationTable.Situations.Length; situation++)
            {
                string name = RegistrationTable.Situations[situation];
                string condition = name.Length > 1 ? name[2..] : string.Empty;
                RegistrationState from = RegistrationTable.StateOf(situation);
                for (int index = 0; index < RegistrationTable.EventCount; index++)
                {
                    string what = RegistrationTable.Event(index);
                    RegistrationState expected = RegistrationTable.NextState(situation, index);
                    RegistrationState drawn = from;
                    foreach (string which in new[] { condition, string.Empty })
                    {
                        if (_transitions.TryGetValue((from, what, which), out RegistrationState to))
                        {
                            drawn = to;
                            used.Add((from, what, which));
                            break;
                        }
                    }

                    if (drawn != expected)
                    {
                        differences.Add($"{name}, {what}: {expected} in the table, {drawn} in the diagram");
                    }
                }
            }

            differences.AddRange(_transitions.Keys.Where(key => !used.Contains(key)).Select(key => $"{key.From}, {key.Event}{key.Condition}: not in the table"));
            return differences;
        }

        private void Read(string text)
        {
            _text = text;
            string diagram = Regex.Match(text, "```mermaid\nstateDiagram-v2\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
            _groups = Regex.Matches(text, @"^- \*\*(.+?)\*\*: (.*)$", RegexOptions.Multiline)
                .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value.Split(", "));
            _transitions = [];
            foreach (Match line in Regex.Matches(diagram, @"^\s*(\w+) --> (\w+): (.*)$", RegexOptions.Multiline))
            {
                RegistrationState from = Enum.Parse<RegistrationState>(line.Groups[1].Value);
                RegistrationState to = Enum.Parse<RegistrationState>(line.Groups[2].Value);
                foreach (string item in line.Groups[3].Value.Split(", "))
                {
                    int at = item.IndexOf(Condition, StringComparison.Ordinal);
                    string what = at < 0 ? item : item[..at];
                    string condition = at < 0 ? string.Empty : item[(at + Condition.Length)..];
                    foreach (string single in _groups.GetValueOrDefault(what, [what]))
                    {
                        // One thing leads to one state.
                        Assert.That(_transitions.TryAdd((from, single, condition), to), $"{from}, {item} twice");
                    }
                }
            }

            Assert.That(_transitions, Is.Not.Empty);
        }
    }
}
