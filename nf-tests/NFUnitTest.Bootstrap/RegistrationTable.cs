using Lwm2mNano.Client;

namespace NFUnitTest
{
    /// <summary>
    /// What a registration does: for each situation that it can be in and each thing that can happen to it, the state that follows and when the
    /// client has something to do next.
    /// </summary>
    internal static class RegistrationTable
    {
        /// <summary>The number of seconds that stands for no deadline.</summary>
        public const long Never = -1;

        private const string Letters = "SWDRGUXBA";
        private const string Unchanged = "=";
        private const string NoDeadline = "-";

        private static readonly RegistrationState[] s_states =
        {
            RegistrationState.Stopped, RegistrationState.Waiting, RegistrationState.Disabled, RegistrationState.Registering, RegistrationState.Registered,
            RegistrationState.Updating, RegistrationState.Deregistering, RegistrationState.Bootstrapping, RegistrationState.Asleep,
        };

        /// <summary>The situations: the letter of the state, and what else decides.</summary>
        public static readonly string[] Situations =
        {
            "S", "W", "D", "R", "R last attempt", "R last attempt and 1/x/16", "R stop asked for", "R disable asked for",
            "G", "U", "U again", "U disable asked for", "X", "X for disable", "B requested", "B open",
            "G in queue mode", "A", "A without Connection ID", "A to be opened anew",
        };

        // A letter and seconds for each situation in that order: S stopped, W waiting, D disabled, R registering, G registered, U updating,
        // X deregistering, B bootstrapping, A asleep; = where nothing changes, neither the state nor the deadline.
        private static readonly string[] s_rows =
        {
            "2.01                                      = = = G86307 G86307 G86307 X2 X2 = R2 W60 R2          S- D3600 R2 =  = = = =",
            "2.01 without location                     = = = W60 W86400 B2 S- W60       = R2 W60 R2          S- D3600 R2 =  = = = =",
            "2.01 with 9 segments                      = = = W60 W86400 B2 S- W60       = R2 W60 R2          S- D3600 R2 =  = = = =",
            "2.02                                      = = = W60 W86400 B2 S- W60       = R2 W60 R2          S- D3600 R2 =  = = = =",
            "2.04                                      = = = W60 W86400 B2 S- W60       = G86307 G86307 X2   S- D3600 B247 = = = = =",
            "2.05                                      = = = W60 W86400 B2 S- W60       = R2 W60 R2          S- D3600 R2 =  = = = =",
            "4.00                                      = = = W60 W86400 B2 S- W60       = R2 W60 R2          S- D3600 R2 =  = = = =",
            "4.03                                      = = = W86400 W86400 B2 S- W86400 = R2 W86400 R2       S- D3600 R2 =  = = = =",
            "4.04                                      = = = W60 W86400 B2 S- W60       = R2 W60 R2          S- D3600 R2 =  = = = =",
            "4.12                                      = = = W60 W86400 B2 S- W60       = R2 W60 R2          S- D3600 R2 =  = = = =",
            "5.00                                      = = = W60 W86400 B2 S- W60       = R2 W60 R2          S- D3600 R2 =  = = = =",
            "5.03                                      = = = W60 W86400 B2 S- W60       = R2 W60 R2          S- D3600 R2 =  = = = =",
            "RST                                       = = = W60 W86400 B2 S- W60       = R2 W60 R2          S- D3600 R2 =  = = = =",
            "silence                                   = = = W60 W86400 B2 S- W60       = R2 W60 R2          S- D3600 R2 =  = = = =",
            "ACK and silence                           = = = W60 W86400 B2 S- W60       = R2 W60 R2          S- D3600 R2 =  = = = =",
            "security lost                             = = = W60 W86400 B2 S- W60       R2 R2 W60 R2         S- D3600 R2 R2 R2 = = =",
            "deadline                                  = R2 R2 R4 R4 R4 R4 R4           U2 U4 U4 U4          X4 X4 B4 R2    A86277 U2 U2 U2",
            "deadline and no name                      = W120 W60 R4 R4 R4 R4 R4        U2 U4 U4 U4          X4 X4 B4 W60   A86277 U2 U2 A60",
            "1/x/4                                     = = = = = = = =                  X2 = = =             = = = =        X2 = = =",
            "1/x/8                                     = = = = = = = =                  U2 = = =             = = = =        U2 = = =",
            "1/x/9                                     = = = B2 B2 B2 = B2              B2 B2 B2 B2          = B2 = =       B2 = = =",
            "lifetime written                          = = = = = = = =                  U2 = = =             = = = =        U2 = = =",
            "instance added                            = = = = = = = =                  U2 = = =             = = = =        U2 U2 U2 U2",
            "start                                     R2 R2 R2 R2 R2 R2 R2 R2          R2 R2 R2 R2          R2 R2 = =      R2 R2 R2 R2",
            "stop                                      = S- S- = = = = =                X2 X2 X2 X2          = = S- S-      X2 X2 X2 X2",
            "stop and no name                          = S- S- = = = = =                X2 X2 X2 X2          = = S- S-      X2 X2 X2 S-",
            "network up                                = R2 = = = = = =                 U2 U2 U2 X2          = = B2 B2      U2 = = =",
            "network up and new security context       = R2 = = = = = =                 R2 R2 R2 R2          = = B2 B2      R2 = = =",
            "network up and no name                    = W60 = = = = = =                W60 W60 W60 W60      = = W60 W60    W60 = = =",
            "finish                                    = = = = = = = =                  = = = =              = = R2 R2      = = = =",
            "something to say                          = = = = = = = =                  G2 = = =             = = = =        G2 G2 U2 G2",
            "something to say and new security context = = = = = = = =                  G2 = = =             = = = =        G2 G2 U2 R2",
            "something to say and no name              = = = = = = = =                  G2 = = =             = = = =        G2 G2 U2 A60",
        };

        // Of each row the cells, and before them the event.
        private static readonly string[][] s_cells = Split();

        /// <summary>Gets how many events there are.</summary>
        public static int EventCount => s_rows.Length;

        /// <summary>Gets an event, as people say it.</summary>
        public static string Event(int index)
        {
            return s_cells[index][0];
        }

        /// <summary>Gets the state of a situation.</summary>
        public static RegistrationState StateOf(int situation)
        {
            return s_states[Letters.IndexOf(Situations[situation][0])];
        }

        /// <summary>Gets whether nothing changes.</summary>
        public static bool IsUnchanged(int situation, int index)
        {
            return Cell(situation, index) == Unchanged;
        }

        /// <summary>Gets the state that follows.</summary>
        public static RegistrationState NextState(int situation, int index)
        {
            return IsUnchanged(situation, index) ? StateOf(situation) : s_states[Letters.IndexOf(Cell(situation, index)[0])];
        }

        /// <summary>Gets in how many seconds the client has something to do then, or <see cref="Never"/>; where something changes.</summary>
        public static long Seconds(int situation, int index)
        {
            string seconds = Cell(situation, index).Substring(1);
            return seconds == NoDeadline ? Never : long.Parse(seconds);
        }

        private static string Cell(int situation, int index)
        {
            return s_cells[index][situation + 1];
        }

        private static string[][] Split()
        {
            string[][] table = new string[s_rows.Length][];
            for (int i = 0; i < table.Length; i++)
            {
                string[] words = s_rows[i].Split(' ');
                string[] cells = new string[Situations.Length + 1];
                int count = cells.Length;
                for (int k = words.Length - 1; k >= 0; k--)
                {
                    if (words[k].Length == 0)
                    {
                        continue;
                    }

                    // The cells are the last words of a row, the event is what is before them.
                    if (count > 1)
                    {
                        cells[--count] = words[k];
                    }
                    else
                    {
                        cells[0] = cells[0] == null ? words[k] : words[k] + " " + cells[0];
                    }
                }

                table[i] = cells;
            }

            return table;
        }
    }
}
