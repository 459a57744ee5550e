vuetifyThemes = {
  light: { dark: false, colors: { primary: "#a34700" } },
  dark: { dark: true, colors: { primary: "#ff9d57" } },
};
