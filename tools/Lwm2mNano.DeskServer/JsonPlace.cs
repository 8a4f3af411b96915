using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// A value in a file that people write, and where it stands: what is wrong is a <see cref="FormatException"/> that names the place.
    /// </summary>
    internal sealed class JsonPlace
    {
        private readonly JsonElement _element;
        private readonly string _path;

        /// <summary>
        /// Creates the place.
        /// </summary>
        /// <param name="element">The value.</param>
        /// <param name="path">Where it stands, such as <c>devices.sensor-1</c>; empty for the whole file.</param>
        internal JsonPlace(JsonElement element, string path)
        {
            _element = element;
            _path = path;
        }

        /// <summary>Gets where it stands.</summary>
        internal string Path => _path.Length == 0 ? "the file" : _path;

        /// <summary>Says what is wrong with the value.</summary>
        /// <param name="message">What is wrong and what to do.</param>
        /// <returns>The exception to throw.</returns>
        internal FormatException Problem(string message) => new($"{Path}: {message}");

        /// <summary>
        /// Gets the members of an object whose members have any name.
        /// </summary>
        /// <param name="what">What it is an object of, for the message.</param>
        /// <returns>The names and the values.</returns>
        internal IReadOnlyList<(string Name, JsonPlace Value)> Members(string what)
        {
            if (_element.ValueKind != JsonValueKind.Object)
            {
                throw Problem($"{what} in braces are wanted: {{ … }}");
            }

            return _element.EnumerateObject().Select(p => (p.Name, new JsonPlace(p.Value, _path.Length == 0 ? p.Name : $"{_path}.{p.Name}"))).ToArray();
        }

        /// <summary>
        /// Gets the members of an object whose members have known names.
        /// </summary>
        /// <param name="known">These names.</param>
        /// <returns>The members that are there.</returns>
        internal IReadOnlyDictionary<string, JsonPlace> Members(IReadOnlyCollection<string> known)
        {
            IReadOnlyList<(string Name, JsonPlace Value)> members = Members("names and values");
            if (members.FirstOrDefault(m => !known.Contains(m.Name)) is (string name, JsonPlace value))
            {
                throw value.Problem($"there is no such name: use {string.Join(", ", known)}");
            }

            return members.ToDictionary(m => m.Name, m => m.Value);
        }

        /// <summary>Gets the items of a list.</summary>
        /// <returns>The items.</returns>
        internal IReadOnlyList<JsonPlace> Items()
        {
            if (_element.ValueKind != JsonValueKind.Array)
            {
                throw Problem("a list in brackets is wanted: [ … ]");
            }

            return _element.EnumerateArray().Select((item, index) => new JsonPlace(item, $"{_path}[{index}]")).ToArray();
        }

        /// <summary>Gets a text that is not empty.</summary>
        /// <returns>The text.</returns>
        internal string Text() =>
            _element.ValueKind == JsonValueKind.String && _element.GetString().Length > 0 ? _element.GetString() : throw Problem("a text in quotes is wanted");

        /// <summary>Gets a truth value.</summary>
        /// <returns>The value.</returns>
        internal bool Flag() => _element.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Problem("true or false is wanted"),
        };

        /// <summary>
        /// Gets a whole number.
        /// </summary>
        /// <param name="least">The least that it may be.</param>
        /// <param name="most">The most that it may be.</param>
        /// <returns>The number.</returns>
        internal int Number(int least, int most)
        {
            return _element.ValueKind == JsonValueKind.Number && _element.TryGetInt32(out int number) && number >= least && number <= most
                ? number
                : throw Problem($"a whole number from {least} to {most} is wanted");
        }
    }
}
