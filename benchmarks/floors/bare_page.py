"""One filter and one line of text."""

import streamlit as st

quarter = st.selectbox(
    "Quarter", [f"Q{q} {year}" for year in range(2019, 2026) for q in range(1, 5)]
)
st.write(f"Quarter {quarter}")
