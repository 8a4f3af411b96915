namespace Lwm2mNano.Content
{
    /// <summary>
    /// Protocol text as bytes.
    /// </summary>
    public static class Ascii
    {
        /// <summary>
        /// Makes the bytes of a text; allocates them, so it is for static fields.
        /// </summary>
        /// <param name="text">The text, of ASCII characters.</param>
        /// <returns>A byte for each character.</returns>
        public static byte[] Bytes(string text)
        {
            byte[] bytes = new byte[text.Length];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = (byte)text[i];
            }

            return bytes;
        }
    }
}
