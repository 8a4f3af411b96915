using System;
using System.Collections.Generic;
using System.Linq;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// A link of the CoRE link format (RFC 6690), as registration and Discover use it.
    /// </summary>
    /// <param name="Path">The path, such as <c>/3/0</c>.</param>
    /// <param name="Attributes">The attributes in their order; the value of one without any is <see langword="null"/>.</param>
    public sealed record LwM2mLink(string Path, IReadOnlyList<KeyValuePair<string, string>> Attributes)
    {
        /// <summary>Gets the path and its attributes as people read them.</summary>
        /// <returns>Such as <c>/3/0/6 (dim=2)</c>.</returns>
        public override string ToString() =>
            Attributes.Count == 0 ? Path : $"{Path} ({string.Join(", ", Attributes.Select(a => a.Value == null ? a.Key : $"{a.Key}={a.Value}"))})";

        /// <summary>
        /// Reads a list of links.
        /// </summary>
        /// <param name="text">The list; empty is a list of none.</param>
        /// <returns>The links, or <see langword="null"/> if the text is malformed.</returns>
        public static IReadOnlyList<LwM2mLink> Parse(string text)
        {
            List<LwM2mLink> links = new();
            int position = 0;
            while (position < text.Length)
            {
                if ((links.Count > 0 && text[position++] != ',') || position == text.Length || text[position] != '<')
                {
                    return null;
                }

                int end = text.IndexOf('>', position);
                if (end < 0)
                {
                    return null;
                }

                List<KeyValuePair<string, string>> attributes = new();
                LwM2mLink link = new(text.Substring(position + 1, end - position - 1), attributes);
                position = end + 1;
                while (position < text.Length && text[position] == ';')
                {
                    position++;
                    string name = Take(text, ref position, "=;,");
                    string value = null;
                    if (position < text.Length && text[position] == '=')
                    {
                        position++;
                        value = position < text.Length && text[position] == '"' ? TakeQuoted(text, ref position) : Take(text, ref position, ";,");
                        if (value == null)
                        {
                            return null;
                        }
                    }

                    if (name.Length == 0)
                    {
                        return null;
                    }

                    attributes.Add(new KeyValuePair<string, string>(name, value));
                }

                links.Add(link);
            }

            return links;
        }

        private static string Take(string text, ref int position, string ends)
        {
            int start = position;
            int length = text.AsSpan(start).IndexOfAny(ends);
            position = length < 0 ? text.Length : start + length;
            return text[start..position];
        }

        private static string TakeQuoted(string text, ref int position)
        {
            int start = position + 1;
            int end = text.IndexOf('"', start);
            if (end < 0)
            {
                return null;
            }

            position = end + 1;
            return text[start..end];
        }
    }
}
